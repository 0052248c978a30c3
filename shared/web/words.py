"""The few words the shared templates say themselves, in the languages of the booking pages."""

LANGUAGE_TAGS = {"en": "en-US", "es": "es-US", "zh": "zh-Hans"}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "back": "Back",
        "call_us": "Call us: %s",
        "change": "Change",
        "close": "Close",
        "emergency": "Emergency? Call 911.",
        "error": "Error:",
        "error_title": "There is a problem",
        "language": "Language",
        "optional": "optional",
        "skip": "Skip to the main content",
        "start_again": "Start again",
        "403": "You cannot open this page",
        "403_next": "Your sign-in or your link does not reach this far. Sign in again, or open the "
        "newest link we sent you.",
        "404": "We cannot find this page",
        "404_next": "Check that the address is complete. A link in a text can break over two "
        "lines: try to tap it again.",
        "409": "Something changed while you were here",
        "409_next": "Someone else was quicker, or this was already done. Go back, load the page "
        "again and look at what it says now.",
        "422": "We could not read what was sent",
        "422_next": "Go back and check what you filled in. Nothing was saved.",
        "429": "Too many tries",
        "429_next": "Wait a few minutes, then try again. Nothing was lost.",
        "500": "Something went wrong on our side",
        "500_next": "It is not your fault, and we have been told. Try again in a few minutes. If "
        "you were booking, check first whether a confirmation has reached you.",
    },
    "es": {
        "back": "Atrás",
        "call_us": "Llámenos: %s",
        "change": "Cambiar",
        "close": "Cerrar",
        "emergency": "¿Una emergencia? Llame al 911.",
        "error": "Error:",
        "error_title": "Hay un problema",
        "language": "Idioma",
        "optional": "opcional",
        "skip": "Ir al contenido principal",
        "start_again": "Empezar de nuevo",
        "403": "No puede abrir esta página",
        "403_next": "Su sesión o su enlace no llega hasta aquí. Inicie la sesión otra vez, o abra "
        "el enlace más reciente que le enviamos.",
        "404": "No encontramos esta página",
        "404_next": "Compruebe que la dirección esté completa. Un enlace en un mensaje puede "
        "cortarse en dos líneas: tóquelo de nuevo.",
        "409": "Algo cambió mientras usted estaba aquí",
        "409_next": "Otra persona se adelantó, o esto ya estaba hecho. Vuelva atrás, cargue la "
        "página de nuevo y vea lo que dice ahora.",
        "422": "No pudimos leer lo que se envió",
        "422_next": "Vuelva atrás y revise lo que escribió. No se guardó nada.",
        "429": "Demasiados intentos",
        "429_next": "Espere unos minutos e inténtelo otra vez. No se perdió nada.",
        "500": "Algo falló de nuestro lado",
        "500_next": "No es culpa suya, y ya recibimos el aviso. Inténtelo otra vez en unos "
        "minutos. Si estaba reservando, vea primero si le llegó una confirmación.",
    },
    "zh": {
        "back": "返回",
        "call_us": "致电诊所：%s",
        "change": "更改",
        "close": "关闭",
        "emergency": "紧急情况请拨打 911。",
        "error": "错误：",
        "error_title": "请检查以下问题",
        "language": "语言",
        "optional": "选填",
        "skip": "跳到主要内容",
        "start_again": "重新开始",
        "403": "您无法打开此页面",
        "403_next": "您的登录或链接没有此页面的权限。请重新登录，或打开我们最近发给您的链接。",
        "404": "找不到此页面",
        "404_next": "请检查网址是否完整。短信中的链接可能被分成两行，请再点一次。",
        "409": "页面内容刚刚有变动",
        "409_next": "可能有人先您一步，或此操作已经完成。请返回，重新加载页面，查看最新内容。",
        "422": "我们无法读取您提交的内容",
        "422_next": "请返回检查您填写的内容。没有保存任何信息。",
        "429": "尝试次数过多",
        "429_next": "请等几分钟后再试。您的信息没有丢失。",
        "500": "我们这边出了问题",
        "500_next": "这不是您的错，我们已收到通知。请几分钟后再试。如果您正在预约，请先查看是否已收到确认。",
    },
}

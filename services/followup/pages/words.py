"""What the patient's own page says, in the languages of the booking pages. It never says why the
numbers moved: nothing here implies cause.
"""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT = "en"
LANGUAGES = {"en": "English", "es": "Español", "zh": "中文"}


@dataclass(frozen=True)
class Words:
    title: str
    lead: str
    private: str
    send_code: str
    too_many: str
    need_link: str
    code_title: str
    code_lead: str
    code_label: str
    code_hint: str
    open: str
    another: str
    wrong_code: str
    numbers_lead: str
    began: str
    last: str
    less: str
    more: str
    same: str
    not_why: str
    chart: str
    line_key: str
    baseline_key: str
    visit_key: str
    range_key: str
    table: str
    date_head: str
    score_head: str
    no_answer: str
    corrected: str
    later: str
    scale: str
    days_title: str
    days_head: str
    of_seven: str
    peg_title: str
    peg_lead: str
    pain: str
    enjoyment: str
    activity: str
    mean: str
    said_title: str
    said_head: str
    nothing_yet: str
    leave: str
    date: str
    months: tuple[str, ...]
    complaints: Mapping[str, str]
    complaint: str

    def name_of(self, code: str | None) -> str:
        return self.complaints.get(code or "", self.complaint)


ENGLISH = Words(
    title="How you are doing",
    lead="Here you can see the numbers you gave us, as a line over time.",
    private="To keep them private, we text a code to the phone we have for you. It works for 10 "
    "minutes.",
    send_code="Text me a code",
    too_many="A code was asked for several times. Please wait an hour, or call us.",
    need_link="Please open this page with the link on the page of your visit, or call us.",
    code_title="Enter the code",
    code_lead="We have texted a code to your phone. If it does not come, call us.",
    code_label="Code",
    code_hint="The 6 digits in the text",
    open="Show my numbers",
    another="Text me another code",
    wrong_code="That code is not right, or it no longer works. Try again, or ask for another.",
    numbers_lead="These are the numbers you gave us. 0 is no pain, 10 is the worst you can imagine.",
    began="When you began: {score}.",
    last="Last: {score}, on {date}.",
    less="That is {points} less.",
    more="That is {points} more.",
    same="That is the same.",
    not_why="Numbers go up and down for many reasons. Talk with us about what they mean for you.",
    chart="Your numbers as a line. The table holds the same numbers.",
    line_key="Your number",
    baseline_key="When you began",
    visit_key="Visit",
    range_key="Between two numbers",
    table="Every number",
    date_head="Date",
    score_head="0 to 10",
    no_answer="no answer",
    corrected="corrected",
    later="answered later",
    scale="0 to 10",
    days_title="Days with pain",
    days_head="In the week before",
    of_seven="{days} of 7 days",
    peg_title="A whole week",
    peg_lead="Three questions about the past week, 0 to 10. Lower is better.",
    pain="Pain",
    enjoyment="Enjoyment of life",
    activity="Activity",
    mean="Mean",
    said_title="What you told us",
    said_head="Your words",
    nothing_yet="There are no numbers yet. After your next visit we will ask you by text.",
    leave="Close my page",
    date="{month} {day}, {year}",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    complaints={
        "low_back": "Lower back",
        "back": "Back",
        "neck": "Neck",
        "shoulder": "Shoulder",
        "joints": "Joints",
        "headache": "Headaches",
        "migraine": "Migraine",
        "fibromyalgia": "Fibromyalgia",
    },
    complaint="Your pain",
)
SPANISH = Words(
    title="Cómo le va",
    lead="Aquí puede ver los números que nos dio, como una línea en el tiempo.",
    private="Para protegerlos, enviamos un código por mensaje al teléfono que tenemos de usted. "
    "Sirve durante 10 minutos.",
    send_code="Enviarme un código",
    too_many="Se pidió un código varias veces. Espere una hora, o llámenos.",
    need_link="Abra esta página con el enlace de la página de su visita, o llámenos.",
    code_title="Escriba el código",
    code_lead="Enviamos un código a su teléfono. Si no llega, llámenos.",
    code_label="Código",
    code_hint="Los 6 dígitos del mensaje",
    open="Ver mis números",
    another="Enviarme otro código",
    wrong_code="Ese código no es correcto o ya no sirve. Inténtelo otra vez, o pida otro.",
    numbers_lead="Estos son los números que nos dio. 0 es nada de dolor, 10 es lo peor que pueda "
    "imaginar.",
    began="Al empezar: {score}.",
    last="El último: {score}, el {date}.",
    less="Son {points} menos.",
    more="Son {points} más.",
    same="Es lo mismo.",
    not_why="Los números suben y bajan por muchas razones. Hable con nosotros de lo que significan "
    "para usted.",
    chart="Sus números como una línea. La tabla tiene los mismos números.",
    line_key="Su número",
    baseline_key="Al empezar",
    visit_key="Visita",
    range_key="Entre dos números",
    table="Todos los números",
    date_head="Fecha",
    score_head="0 a 10",
    no_answer="sin respuesta",
    corrected="corregido",
    later="contestado después",
    scale="0 a 10",
    days_title="Días con dolor",
    days_head="En la semana anterior",
    of_seven="{days} de 7 días",
    peg_title="Una semana entera",
    peg_lead="Tres preguntas sobre la semana pasada, de 0 a 10. Menos es mejor.",
    pain="Dolor",
    enjoyment="Disfrutar de la vida",
    activity="Actividad",
    mean="Promedio",
    said_title="Lo que nos contó",
    said_head="Sus palabras",
    nothing_yet="Todavía no hay números. Después de su próxima visita le preguntaremos por mensaje.",
    leave="Cerrar mi página",
    date="{day} {month} {year}",
    months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    complaints={
        "low_back": "Espalda baja",
        "back": "Espalda",
        "neck": "Cuello",
        "shoulder": "Hombro",
        "joints": "Articulaciones",
        "headache": "Dolor de cabeza",
        "migraine": "Migraña",
        "fibromyalgia": "Fibromialgia",
    },
    complaint="Su dolor",
)
CHINESE = Words(
    title="您的情况",
    lead="您可以在这里看到您告诉我们的数字，按时间连成一条线。",
    private="为保护隐私，我们会向您登记的手机发送验证码，10 分钟内有效。",
    send_code="发送验证码",
    too_many="验证码请求次数过多。请一小时后再试，或致电诊所。",
    need_link="请通过您就诊页面上的链接打开此页，或致电诊所。",
    code_title="输入验证码",
    code_lead="验证码已发送到您的手机。如未收到，请致电诊所。",
    code_label="验证码",
    code_hint="短信中的 6 位数字",
    open="查看我的数字",
    another="重新发送验证码",
    wrong_code="验证码不正确或已失效。请重试，或重新获取。",
    numbers_lead="这些是您告诉我们的数字。0 表示不痛，10 表示您能想象的最痛。",
    began="开始时：{score}。",
    last="最近一次：{score}（{date}）。",
    less="减少了 {points}。",
    more="增加了 {points}。",
    same="没有变化。",
    not_why="数字的高低有许多原因。它们对您意味着什么，请与我们讨论。",
    chart="您的数字曲线。下表列出相同的数字。",
    line_key="您的数字",
    baseline_key="开始时",
    visit_key="就诊",
    range_key="介于两个数字之间",
    table="全部数字",
    date_head="日期",
    score_head="0 到 10",
    no_answer="未回复",
    corrected="已更正",
    later="稍后回复",
    scale="0 到 10",
    days_title="疼痛天数",
    days_head="之前一周",
    of_seven="7 天中 {days} 天",
    peg_title="一周的情况",
    peg_lead="关于过去一周的三个问题，0 到 10，越低越好。",
    pain="疼痛",
    enjoyment="享受生活",
    activity="日常活动",
    mean="平均",
    said_title="您告诉我们的话",
    said_head="您的原话",
    nothing_yet="还没有数字。下次就诊后我们会用短信询问您。",
    leave="关闭我的页面",
    date="{year}年{month}月{day}日",
    months=tuple(str(month) for month in range(1, 13)),
    complaints={
        "low_back": "下背部",
        "back": "背部",
        "neck": "颈部",
        "shoulder": "肩部",
        "joints": "关节",
        "headache": "头痛",
        "migraine": "偏头痛",
        "fibromyalgia": "纤维肌痛",
    },
    complaint="您的疼痛",
)
BY_LANGUAGE: Mapping[str, Words] = {"en": ENGLISH, "es": SPANISH, "zh": CHINESE}


def words_in(language: str) -> Words:
    return BY_LANGUAGE[language]

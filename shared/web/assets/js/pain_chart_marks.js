// What stands behind the line: the bands of meaningful change, the baseline, the visits.

// Told apart by their dashes, which the key repeats.
const BAND_DASHES = [[2, 4], [10, 3, 2, 3]];

export function marks(data, colour, seconds) {
  return (chart) => {
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    data.bands.forEach((band, index) => {
      drawBand(chart, band.score, colour.success, BAND_DASHES[index % BAND_DASHES.length]);
    });
    if (data.baseline != null) drawLevel(chart, data.baseline, colour.clay, [10, 5]);
    for (const visit of data.visits) drawVisit(chart, seconds(visit.at), colour["ink-soft"]);
    ctx.restore();
  };
}

// Bands lie over each other: where both rules are met the tint is deeper.
function drawBand(chart, score, colour, dash) {
  const { ctx, bbox } = chart;
  const top = chart.valToPos(score, "y", true);
  ctx.globalAlpha = 0.1;
  ctx.fillStyle = colour;
  ctx.fillRect(bbox.left, top, bbox.width, chart.valToPos(0, "y", true) - top);
  ctx.globalAlpha = 1;
  drawLevel(chart, score, colour, dash);
}

function drawLevel(chart, score, colour, dash) {
  const { ctx, bbox } = chart;
  const y = chart.valToPos(score, "y", true);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

// A small triangle on the floor of the chart.
function drawVisit(chart, at, colour) {
  const { ctx } = chart;
  const x = chart.valToPos(at, "x", true);
  const floor = chart.valToPos(0, "y", true);
  const size = 6 * devicePixelRatio;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, floor - 1.6 * size);
  ctx.lineTo(x + size, floor);
  ctx.lineTo(x - size, floor);
  ctx.fill();
}

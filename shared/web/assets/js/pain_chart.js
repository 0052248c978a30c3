// Draws [data-pain-chart] from the numbers in that attribute. The table beside it says the same.
//
// {"zone": "America/Los_Angeles",
//  "points": [{"at": <instant>, "score": 0..10 or null for a check-in without an answer}],
//  "baseline": 7 or null,
//  "bands": [{"label": "30 % better", "score": 4.9}],   good from that score down to 0
//  "visits": [{"at": <instant>, "label": "..."}]}
import htmx from "htmx.org";
import uPlot from "uplot";
import { marks } from "./pain_chart_marks.js";

const charts = new Map();

function seconds(instant) {
  return Date.parse(instant) / 1000;
}

function columns(data) {
  const points = [...data.points].sort((a, b) => seconds(a.at) - seconds(b.at));
  return [points.map((point) => seconds(point.at)), points.map((point) => point.score)];
}

function timeRange(data) {
  const times = [...data.points, ...data.visits].map((mark) => seconds(mark.at));
  const day = 86_400;
  return [Math.min(...times) - 2 * day, Math.max(...times) + 2 * day];
}

function colours(element) {
  const style = getComputedStyle(element);
  const names = ["accent", "clay", "ink-soft", "line", "success", "surface", "sans"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function options(area, data, colour) {
  const axis = {
    stroke: colour["ink-soft"],
    font: `13px ${colour.sans}`,
    grid: { stroke: colour.line, width: 1 },
    ticks: { stroke: colour.line, width: 1 },
  };
  return {
    width: area.clientWidth,
    height: area.clientHeight,
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), data.zone),
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 14 } },
    scales: { x: { range: timeRange(data) }, y: { range: [-0.3, 10.5] } },
    axes: [
      { ...axis, space: 70, size: 52 },
      { ...axis, size: 36, splits: () => [0, 2, 4, 6, 8, 10] },
    ],
    series: [{}, scoreLine(colour)],
    hooks: { drawAxes: [marks(data, colour, seconds)], setCursor: [readout(area, data)] },
  };
}

function scoreLine(colour) {
  return {
    stroke: colour.accent,
    width: 2.5,
    spanGaps: false,
    points: { show: true, size: 9, width: 2, stroke: colour.accent, fill: colour.surface },
  };
}

function readout(area, data) {
  const place = area.parentElement.querySelector(".chart-readout");
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeZone: data.zone,
  });
  return (chart) => {
    const { idx } = chart.cursor;
    if (!place || idx == null) return;
    const score = chart.data[1][idx] ?? area.dataset.noAnswer;
    place.textContent = `${words.format(chart.data[0][idx] * 1000)}: ${score}`;
  };
}

function draw(area) {
  erase(area);
  const data = JSON.parse(area.dataset.painChart);
  if (!data.points.length) return;
  area.classList.add("chart-area");
  charts.set(area, new uPlot(options(area, data, colours(area)), columns(data), area));
}

function erase(area) {
  charts.get(area)?.destroy();
  charts.delete(area);
}

const onResize = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    charts.get(target)?.setSize({ width: target.clientWidth, height: target.clientHeight });
  }
});

htmx.onLoad((root) => {
  for (const area of htmx.findAll(root.parentElement ?? root, "[data-pain-chart]")) {
    if (charts.has(area)) continue;
    draw(area);
    onResize.observe(area);
  }
});

document.addEventListener("htmx:beforeCleanupElement", (event) => {
  const area = event.detail.elt;
  if (!charts.has(area)) return;
  onResize.unobserve(area);
  erase(area);
});

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const area of [...charts.keys()]) draw(area);
});

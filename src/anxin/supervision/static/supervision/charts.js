// Draws each chart of the overview from its data block. The table beside it is the truth and stays reachable;
// without this script only the tables show. Drawn on canvas: no style attribute and no markup is made.
"use strict";
(() => {
  // Base colour and the pattern over it, as in charts.css: colour never stands alone.
  const LOOKS = [
    {color: "#176b5b"},
    {color: "#e8c37a", decal: {color: "#7a4b00", rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 4]}},
    {color: "#9cc3e6", decal: {color: "#0f3f6b", symbol: "circle", symbolSize: 0.5, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0]}},
    {color: "#d3b3de", decal: {color: "#5b2a6b", dashArrayX: [1, 0], dashArrayY: [2, 3]}},
    {color: "#b8d6bd", decal: {color: "#31513a", rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 4]}},
    {color: "#eeb9b5", decal: {color: "#8a2f2a", rotation: Math.PI / 2, dashArrayX: [1, 0], dashArrayY: [2, 3]}},
    {color: "#c9d3ce"},
  ];
  const NARROW = 480, SHORT = 11;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const forced = matchMedia("(forced-colors: active)");
  const number = new Intl.NumberFormat("zh-CN");

  const shown = (value, shows) => {
    if (value === null || value === undefined) return "";
    if (shows === "rate") return `${Math.floor(value / 10)}.${value % 10}`;
    if (shows !== "money") return number.format(value);
    const yuan = value / 100;
    if (Math.abs(yuan) >= 1e4) return `${number.format(Math.round(yuan / 100) / 100)}万`;
    return Math.abs(yuan) >= 1000 ? number.format(Math.round(yuan)) : yuan.toFixed(2);
  };

  const marked = (value, shows) => {
    if (shows === "rate") return `${value / 10}%`;
    return shows === "money" && Math.abs(value) < 1e6 ? number.format(value / 100) : shown(value, shows);
  };

  // What the page's own tokens say now: they change with the reader's settings.
  const inks = (box) => {
    const style = getComputedStyle(box);
    const token = (name, otherwise) => (forced.matches ? style.color : style.getPropertyValue(name).trim() || otherwise);
    return {
      ink: token("--ax-ink", style.color), soft: token("--ax-ink-soft", style.color), line: token("--ax-line", style.color),
      paper: forced.matches ? style.backgroundColor : token("--ax-paper", "#ffffff"), font: style.fontFamily, size: Math.max(12, parseFloat(style.fontSize) * 0.85),
    };
  };

  // A long name breaks at its space, as a medicine before its specification; what is still too long is cut.
  const shorten = (text, width) => (text.length > width ? String(text).replace(" ", "\n") : String(text)).split("\n").map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line)).join("\n");

  function option(data, box) {
    const {ink, soft, line, paper, font, size} = inks(box);
    const narrow = box.clientWidth < NARROW;
    const text = {color: soft, fontFamily: font, fontSize: size};
    const stacked = data.series.length > 1;
    const values = {
      type: "value", max: data.shows === "rate" ? 1000 : undefined, minInterval: data.shows === "number" ? 1 : 0,
      splitNumber: narrow ? 3 : 5, axisLabel: {...text, hideOverlap: true, formatter: (value) => marked(value, data.shows)},
      splitLine: {lineStyle: {color: line}}, name: data.unit, nameTextStyle: text, nameGap: 8,
    };
    const categories = {
      type: "category", data: data.categories, inverse: data.horizontal, axisTick: {show: false}, axisLine: {lineStyle: {color: line}},
      axisLabel: {...text, interval: data.horizontal ? 0 : "auto", formatter: (value) => shorten(value, narrow ? SHORT : 20)},
    };
    const last = data.series.length - 1;
    const sums = data.categories.map((_, at) => data.series.reduce((sum, one) => (sum === null || one.values[at] === null ? null : sum + Number(one.values[at])), 0));
    const crowded = narrow && !data.horizontal;
    // A hidden count is said in words: it must not look like nought.
    const bar = (one, index) => one.values.map((value, at) => {
      if (value === "") return {value: 0, label: {show: false}};
      if (value === null) return {value: 0, label: {show: index === 0 && !crowded, position: data.horizontal ? "right" : "top", color: soft, formatter: data.hidden}};
      return {value, label: {show: index === last && sums[at] !== null && !crowded, formatter: () => shown(sums[at], data.shows)}};
    });
    const series = data.series.map((one, index) => ({
      type: "bar", name: one.name, data: bar(one, index), stack: stacked ? "all" : undefined, barMaxWidth: data.horizontal ? 18 : 36, barMinHeight: 1,
      cursor: one.urls.some(Boolean) ? "pointer" : "default",
      itemStyle: {color: LOOKS[index % LOOKS.length].color, decal: LOOKS[index % LOOKS.length].decal, borderColor: paper, borderWidth: stacked ? 1 : 0},
      label: {
        position: data.horizontal ? "right" : "top", ...text, color: ink,
      },
    }));
    return {
      animation: !calm.matches, animationDuration: 300, textStyle: {fontFamily: font}, aria: {enabled: false},
      grid: {left: 4, right: data.horizontal ? 56 : 12, top: 30, bottom: 4, containLabel: true},
      xAxis: data.horizontal ? {...values, name: ""} : categories, yAxis: data.horizontal ? categories : values, series,
    };
  }

  const height = (data, box) => {
    if (!data.horizontal) return 240;
    const broken = box.clientWidth < NARROW && data.categories.some((one) => one.length > SHORT && one.includes(" "));
    const lines = broken ? 38 : 25;
    return 56 + Math.max(3, data.categories.length) * lines;
  };

  function prepare(section) {
    const data = JSON.parse(document.getElementById(section.dataset.chart).textContent);
    if (!data.categories.length) return null;
    const box = section.querySelector(".chart-figure");
    const table = section.querySelector("[data-table]");
    const legend = section.querySelector(".chart-legend");
    const buttons = [...section.querySelectorAll(".chart-switch button")];
    let chart = null;

    const draw = () => {
      if (box.hidden) return;
      box.style.height = `${height(data, box)}px`;
      if (!chart) {
        chart = echarts.init(box, null, {renderer: "canvas"});
        chart.on("click", ({seriesIndex, dataIndex}) => {
          const url = data.series[seriesIndex].urls[dataIndex];
          if (url) location.assign(url);
        });
      }
      chart.resize();
      chart.setOption(option(data, box), true);
    };
    const show = (what) => {
      box.hidden = what !== "figure";
      table.hidden = what !== "table";
      legend.hidden = box.hidden || !legend.children.length;
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === what));
      draw();
    };
    for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
    box.classList.toggle("opens", data.series.some((one) => one.urls.some(Boolean)));
    section.querySelector(".chart-switch").hidden = false;
    // Colours that the reader's system forces are kept best by words.
    show(forced.matches ? "table" : "figure");
    return draw;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const drawings = [...document.querySelectorAll("[data-chart]")].map(prepare).filter(Boolean);
    const again = () => drawings.forEach((draw) => draw());
    let waiting = 0;
    addEventListener("resize", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(again); });
    forced.addEventListener("change", again);
    new MutationObserver(again).observe(document.documentElement, {attributes: true});
  });
})();

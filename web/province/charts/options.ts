/** What all our charts have in common: the page's font and colours, quiet axes, a tooltip, no animation where unwanted. */

import type { EChartsCoreOption } from "echarts/core";
import type { Colours } from "./colours";

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  readonly kind: "bar" | "line";
}

export function overTime(periods: readonly string[], series: readonly Series[], colours: Colours): EChartsCoreOption {
  const text = { color: colours.soft, fontFamily: "inherit", fontSize: 13 };
  return {
    color: [...colours.series],
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 150,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { ...text, color: colours.ink } },
    // Drawn as text of the page, not as markup of the chart: the page's policy forbids the latter.
    tooltip: { trigger: "axis", renderMode: "richText", textStyle: { fontFamily: "inherit" } },
    xAxis: { type: "category", data: periods, axisLabel: text, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: colours.line } }, minInterval: 1 },
    series: series.map(({ name, values, kind }) => ({
      name,
      type: kind,
      data: values,
      barMaxWidth: 28,
      showSymbol: values.length < 40,
      smooth: false,
      lineStyle: { width: 2.5 },
    })),
  };
}

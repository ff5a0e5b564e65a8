/** The parts of ECharts that our charts use, and nothing else of it. Drawn as SVG, so that it prints sharp. */

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init as initChart, type EChartsType, use as include } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

include([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer]);

export function init(place: HTMLElement): EChartsType {
  return initChart(place, undefined, { renderer: "svg" });
}

import { useEffect, useRef } from "preact/hooks";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { Skeleton } from "@shared/parts/skeleton";
import { useSignal } from "@preact/signals";
import "./chart.css";

interface ChartProps {
  readonly label: string;
  readonly option: EChartsCoreOption;
}

/** A chart by ECharts, loaded when the first one is shown; what it says stands in a table beside it, too. */
export function Chart({ label, option }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | undefined>(undefined);
  const isThere = useSignal(false);

  useEffect(() => {
    let gone = false;
    const resize = new ResizeObserver(() => chart.current?.resize());
    void import("./echarts").then(({ init }) => {
      if (gone || place.current === null) return;
      chart.current = init(place.current);
      resize.observe(place.current);
      isThere.value = true;
    });
    return () => {
      gone = true;
      resize.disconnect();
      chart.current?.dispose();
    };
  }, [isThere]);

  useEffect(() => {
    if (isThere.value) chart.current?.setOption(option, { notMerge: true });
  }, [option, isThere.value]);

  return (
    <div class="chart" role="img" aria-label={label}>
      {!isThere.value && <Skeleton lines={6} />}
      <div class="drawing" ref={place} />
    </div>
  );
}

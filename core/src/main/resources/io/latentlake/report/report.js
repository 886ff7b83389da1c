(() => {
  'use strict';

  const data = JSON.parse(document.getElementById('chart-data').textContent);
  const darkness = window.matchMedia('(prefers-color-scheme: dark)');
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'roundRect'];
  let drawn = [];

  /** The page's colours as its style sheet has them now. */
  function ink() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue('--' + name).trim();
    return {
      text: colour('text'),
      muted: colour('muted'),
      line: colour('line'),
      panel: colour('panel'),
      alarm: colour('alarm'),
      series: colour('series').split(',').map((one) => one.trim()),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  function figure(value) {
    if (value === null || value === undefined || !isFinite(value)) return '–';
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2);
    return new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value);
  }

  /** Lines of text as a tooltip. Text only: an image id may hold anything. */
  function lines(texts) {
    const box = document.createElement('div');
    for (const text of texts) {
      const line = document.createElement('div');
      line.textContent = text;
      line.style.maxWidth = '18rem';
      line.style.whiteSpace = 'normal';
      line.style.overflowWrap = 'anywhere';
      box.append(line);
    }
    return box;
  }

  function axis(colours, name, place, extra) {
    return Object.assign({
      type: 'value',
      name: name,
      nameLocation: 'middle',
      nameGap: place === 'x' ? 30 : 16,
      nameTextStyle: { color: colours.muted, fontSize: 12 },
      axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true, formatter: figure },
      axisLine: { show: place === 'x', lineStyle: { color: colours.line } },
      axisTick: { show: place === 'x', lineStyle: { color: colours.line } },
      splitLine: { show: place === 'y', lineStyle: { color: colours.line } },
    }, extra);
  }

  /** What all charts share. The y axis has its name above the plot, where a phone has room for it. */
  function frame(colours, yName, legend) {
    return {
      animation: false,
      textStyle: { fontFamily: colours.font, color: colours.text },
      color: colours.series,
      title: { text: yName, left: 0, top: 0, textStyle: { color: colours.muted, fontSize: 12, fontWeight: 'normal' } },
      grid: { left: 6, right: 18, top: 34, bottom: legend ? 62 : 34, containLabel: true },
      legend: legend ? {
        type: 'scroll', bottom: 0, left: 'center', itemWidth: 16, itemHeight: 10,
        textStyle: { color: colours.text, fontSize: 12 },
        pageTextStyle: { color: colours.muted }, pageIconColor: colours.muted, pageIconInactiveColor: colours.line,
      } : undefined,
      tooltip: {
        confine: true,
        backgroundColor: colours.panel,
        borderColor: colours.line,
        textStyle: { color: colours.text, fontSize: 12 },
      },
    };
  }

  /** A logarithmic axis from the lowest value to the highest, with ticks at powers of two where they span little. */
  function logarithmic(chart) {
    const values = chart.series.flatMap((one) => one.values).filter((value) => typeof value === 'number' && isFinite(value));
    const least = Math.min(...values);
    const most = Math.max(...values);
    return { type: 'log', logBase: most / least < 64 ? 2 : 10, min: least, max: most };
  }

  function curve(chart, colours) {
    const logarithms = chart.scale === 'LOGARITHMIC';
    const option = frame(colours, chart.axis + (logarithms ? ', logarithmic axis' : ''), chart.series.length > 1);
    option.tooltip.trigger = 'axis';
    option.tooltip.formatter = (items) => lines(
      ['Epoch ' + items[0].data[0]].concat(items.map((item) => item.seriesName + ': ' + figure(item.data[1]))));
    option.xAxis = axis(colours, 'epoch', 'x', { minInterval: 1, min: 'dataMin', max: 'dataMax' });
    option.yAxis = axis(colours, undefined, 'y', logarithms ? logarithmic(chart) : { scale: true });
    option.series = chart.series.map((one, i) => ({
      name: one.name,
      type: 'line',
      data: chart.epochs.map((epoch, e) => [epoch, one.values[e]]),
      showSymbol: chart.epochs.length <= 30,
      symbol: symbols[i % symbols.length],
      symbolSize: 5,
      lineStyle: { width: 2, type: i % 2 === 0 ? 'solid' : 'dashed' },
    }));
    return option;
  }

  function histogram(chart, colours) {
    const option = frame(colours, 'images', true);
    const middles = chart.counts[0].values.map((_, i) => (chart.edges[i] + chart.edges[i + 1]) / 2);
    option.tooltip.trigger = 'axis';
    option.tooltip.axisPointer = { type: 'shadow' };
    option.tooltip.formatter = (items) => {
      const bin = items[0].dataIndex;
      return lines([chart.score + ' ' + figure(chart.edges[bin]) + ' to ' + figure(chart.edges[bin + 1])]
        .concat(chart.counts.filter((one) => one.values[bin] > 0).map((one) => one.name + ': ' + figure(one.values[bin]))));
    };
    const first = chart.edges[0];
    const last = chart.edges[chart.edges.length - 1];
    option.legend.data = chart.counts.filter((one) => one.values.some((value) => value > 0)).map((one) => one.name);
    option.xAxis = axis(colours, chart.axis, 'x', { min: first, max: last });
    option.xAxis.axisLabel.showMinLabel = false;
    option.xAxis.axisLabel.showMaxLabel = false;
    option.yAxis = axis(colours, undefined, 'y', { minInterval: 1 });
    // Stacked by hand: the library stacks bars on category axes only, and these stand on a scale.
    // Every bar reaches from the axis to the top of its part; the shorter ones lie in front.
    option.legend.selectedMode = false;
    const tops = middles.map(() => 0);
    option.series = chart.counts.map((one, i) => ({
      name: one.name,
      type: 'bar',
      barGap: '-100%',
      barCategoryGap: '8%',
      z: 3 - i / 100,
      data: middles.map((middle, bin) => [middle, (tops[bin] += one.values[bin])]),
    }));
    if (chart.threshold !== null && chart.threshold >= first && chart.threshold <= last) {
      option.series[0].markLine = {
        symbol: 'none',
        silent: true,
        data: [{ xAxis: chart.threshold }],
        lineStyle: { color: colours.alarm, width: 2, type: 'dashed' },
        label: {
          formatter: 'threshold ' + figure(chart.threshold),
          color: colours.alarm,
          position: 'end',
          distance: 4,
          // Beside its line, so that it stays inside the plot
          align: chart.threshold > (first + last) / 2 ? 'right' : 'left',
        },
      };
    }
    return option;
  }

  function scatter(chart, colours) {
    const option = frame(colours, chart.yAxis, chart.groups.length > 1);
    option.tooltip.formatter = (item) => {
      const group = chart.groups[item.seriesIndex];
      return lines([group.ids[item.dataIndex], 'label: ' + group.name]);
    };
    if (option.legend) option.legend.data = chart.groups.filter((group) => group.ids.length > 0).map((group) => group.name);
    option.xAxis = axis(colours, chart.xAxis, 'x', { scale: true, axisLine: { onZero: false, lineStyle: { color: colours.line } } });
    option.yAxis = axis(colours, undefined, 'y', { scale: true });
    option.series = chart.groups.map((group, i) => ({
      name: group.name,
      type: 'scatter',
      symbol: symbols[i % symbols.length],
      symbolSize: chart.points > 1500 ? 5 : 7,
      itemStyle: { opacity: 0.75 },
      // Rare labels lie above frequent ones
      z: 2 + chart.groups.filter((other) => other.ids.length > group.ids.length).length,
      data: group.x.map((x, p) => [x, group.y[p]]),
    }));
    return option;
  }

  function rates(chart, colours) {
    const option = frame(colours, chart.yAxis, false);
    option.tooltip.trigger = 'axis';
    option.tooltip.formatter = (items) => {
      const item = items.find((one) => one.seriesIndex === 0);
      if (!item) return '';
      const point = chart.points[item.dataIndex];
      return lines([chart.score + ' from ' + figure(point.threshold),
        chart.xAxis + ': ' + figure(point.x), chart.yAxis + ': ' + figure(point.y)]);
    };
    option.xAxis = axis(colours, chart.xAxis, 'x', { min: 0, max: 1 });
    option.yAxis = axis(colours, undefined, 'y', { min: 0, max: 1 });
    option.series = [{
      type: 'line',
      data: chart.points.map((point) => [point.x, point.y]),
      // A step turns where it starts: the height of its end holds all along
      step: chart.join === 'STEPS' ? 'start' : false,
      showSymbol: false,
      lineStyle: { width: 2 },
    }, {
      type: 'line',
      data: chart.guess.map((y, x) => [x, y]),
      silent: true,
      showSymbol: false,
      lineStyle: { color: colours.muted, width: 2, type: 'dotted' },
    }];
    if (chart.chosen !== null) {
      const left = chart.chosen.x > 0.5;
      const below = chart.chosen.y > 0.5;
      option.series.push({
        type: 'scatter',
        silent: true,
        symbolSize: 10,
        data: [[chart.chosen.x, chart.chosen.y]],
        itemStyle: { color: colours.alarm, opacity: 1 },
        label: {
          show: true,
          formatter: 'threshold' + (chart.chosen.threshold === null ? '' : ' ' + figure(chart.chosen.threshold)),
          color: colours.alarm,
          position: left ? 'left' : 'right',
          // Beside the line, and inside the plot
          offset: [0, below ? 12 : -12],
        },
      });
    }
    return option;
  }

  const kinds = { curve: curve, histogram: histogram, rates: rates, scatter: scatter };

  function draw() {
    drawn.forEach((chart) => chart.dispose());
    const colours = ink();
    drawn = Array.from(document.querySelectorAll('[data-chart]'), (place) => {
      const content = data[place.dataset.chart];
      // Thousands of points as SVG elements would make the page slow
      const renderer = content.kind === 'scatter' ? 'canvas' : 'svg';
      const chart = echarts.init(place, null, { renderer: renderer });
      chart.setOption(kinds[content.kind](content, colours));
      return chart;
    });
    document.documentElement.dataset.charts = String(drawn.length);
    document.documentElement.dataset.scheme = darkness.matches ? 'dark' : 'light';
  }

  draw();
  darkness.addEventListener('change', draw);
  // Paper has the light colours and another width
  window.addEventListener('beforeprint', draw);
  window.addEventListener('afterprint', draw);
  window.addEventListener('resize', () => drawn.forEach((chart) => chart.resize()));
})();

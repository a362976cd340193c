import {
  // biome-ignore lint/suspicious/noDeprecatedImports: the newer form is read by the newest Grafana alone
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Chart } from './chart.ts'
import { rows } from './charts.ts'

const source = 'datasource'

/** The dashboard as Grafana imports it. */
export function dashboard(): object {
  const builder = new DashboardBuilder('Rampway')
    .uid('rampway')
    .description('What users meet, who serves them, what becomes of their money, how the gateway is.')
    .tags(['rampway'])
    .time({ from: 'now-6h', to: 'now' })
    .timezone('utc')
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder(source).type('prometheus').label('Prometheus'))
  for (const { title, charts } of rows) {
    builder.withRow(new RowBuilder(title))
    for (const chart of charts) builder.withPanel(panelOf(chart))
  }
  return builder.build()
}

function panelOf({ title, about, unit, queries }: Chart): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(about)
    .datasource({ type: 'prometheus', uid: `\${${source}}` })
    .unit(unit)
    .min(0)
    .height(8)
    .span(8)
  queries.forEach(({ expr, legend }, n) => {
    panel.withTarget(
      new DataqueryBuilder()
        .expr(expr)
        .legendFormat(legend)
        .refId(String.fromCharCode('A'.charCodeAt(0) + n)),
    )
  })
  return panel
}

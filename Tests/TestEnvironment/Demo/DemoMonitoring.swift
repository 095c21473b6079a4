/// What Prometheus and Alertmanager are told in the demo.
enum DemoMonitoring {
  /// The service level indicators, the chapter's critical alerts, a security alert, and two warnings.
  static let rules = """
    groups:
      - name: eventcore-indicators
        rules:
          - record: eventcore:command_error_ratio:rate5m
            expr: sum(rate(eventcore_command_errors_total[5m])) / sum(rate(eventcore_commands_total[5m]))
          - record: eventcore:command_duration_seconds:p95_5m
            expr: histogram_quantile(0.95, sum by (le) (rate(eventcore_command_duration_seconds_bucket[5m])))
      - name: eventcore-critical
        rules:
          - alert: EventCoreDown
            expr: up{job="eventcore"} == 0
            for: 1m
            labels: {severity: critical}
            annotations: {summary: EventCore service is down}
          - alert: HighErrorRate
            expr: rate(eventcore_command_errors_total[5m]) / rate(eventcore_commands_total[5m]) > 0.05
            for: 3m
            labels: {severity: critical}
            annotations: {summary: High error rate detected}
          - alert: DatabaseConnectionFailure
            expr: eventcore_connection_pool_errors_total > 0
            for: 1m
            labels: {severity: critical}
            annotations: {summary: Database connection issues}
      - name: eventcore-security
        rules:
          - alert: ManyRefusedTokens
            expr: rate(eventcore_authentication_failures_total[5m]) > 10
            for: 5m
            labels: {severity: warning, category: security}
            annotations: {summary: Somebody tries tokens}
      - name: eventcore-warning
        rules:
          - alert: ProjectionLag
            expr: eventcore_projection_lag_seconds > 60
            for: 10m
            labels: {severity: warning}
            annotations: {summary: A projection lags behind}
          - alert: ConnectionPoolNearlyFull
            expr: eventcore_connection_pool_size / eventcore_connection_pool_max_size > 0.8
            for: 10m
            labels: {severity: warning}
            annotations: {summary: A connection pool is nearly full}

    """

  /// Where alerts go: nobody is really told, since there is nobody.
  static let routes = """
    route:
      receiver: team
      group_by: [alertname]
      group_wait: 1h
      routes:
        - {receiver: pager, matchers: ['severity="critical"']}
        - {receiver: team, matchers: ['severity="warning"']}
    receivers:
      - {name: pager, webhook_configs: [{url: 'http://127.0.0.1:9/pager'}]}
      - {name: team, webhook_configs: [{url: 'http://127.0.0.1:9/team'}]}

    """
}

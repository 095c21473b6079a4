/// The headings, the bullets, and what stands in the code of the chapter that the EventCore pack implements.
enum ChapterOutline {
  static let text = #"""
    # Pre-Deployment Checklist / Security / Authentication and Authorization
    - JWT secret key configured and secured
    - Token expiration properly configured
    - Role-based access control implemented and tested
    - API rate limiting configured
    - CORS origins restricted to known domains
    - HTTPS enforced for all endpoints
    - Security headers configured (HSTS, CSP, etc.)
    - SecurityAuditor: the JWT secret key has at least 32 bytes
    - SecurityAuditor: CORS does not allow all origins
    - SecurityAuditor: HTTPS is enforced
    - SecurityAuditor: rate limiting is configured
    # Pre-Deployment Checklist / Security / Database Security
    - Database credentials stored in secrets management
    - Connection encryption (SSL/TLS) enabled
    - Database user permissions follow principle of least privilege
    - Database firewall rules restrict access
    - Connection pooling properly configured
    - Query parameterization used (prevent SQL injection)
    - SHOW ssl
    - \du
    - SELECT datname, datacl FROM pg_database
    - SELECT ... FROM pg_tables WHERE schemaname = 'public'
    - SELECT * FROM information_schema.table_privileges WHERE grantee = 'PUBLIC'
    # Pre-Deployment Checklist / Performance / Resource Limits
    - CPU limits set appropriately
    - Memory limits configured with buffer
    - Database connection pool sized correctly
    - Request timeouts configured
    - Circuit breakers implemented
    - Resource quotas set at namespace level
    - LimitRange eventcore-limits
    - ResourceQuota eventcore-quota
    # Pre-Deployment Checklist / Performance / Performance Benchmarks
    - Load testing completed with realistic scenarios
    - Performance baselines established
    - Scalability limits identified
    - Database query performance optimized
    - Index usage analyzed and optimized
    - PerformanceValidator: max_p95_latency_ms
    - PerformanceValidator: min_throughput_rps
    - PerformanceValidator: max_error_rate
    - PerformanceValidator: max_memory_usage_mb
    # Pre-Deployment Checklist / Reliability / High Availability
    - Multiple replicas deployed
    - Pod disruption budgets configured
    - Health checks implemented and tested
    - Readiness probes properly configured
    - Liveness probes tuned appropriately
    - Rolling update strategy configured
    - PodDisruptionBudget eventcore-pdb
    - Deployment eventcore-app: replicas and strategy
    - Deployment eventcore-app: readinessProbe
    - Deployment eventcore-app: livenessProbe
    # Pre-Deployment Checklist / Reliability / Backup and Recovery
    - Automated backups configured and tested
    - Backup verification automated
    - Recovery procedures documented and tested
    - Point-in-time recovery capability verified
    - Cross-region backup replication configured
    - Backup retention policies implemented
    - BackupValidator: backup creation
    - BackupValidator: backup verification
    - BackupValidator: restore capability
    - BackupValidator: backup schedule
    - BackupValidator: retention policy
    # Pre-Deployment Checklist / Monitoring and Observability / Metrics Collection
    - Application metrics exported to Prometheus
    - Business metrics tracked
    - Infrastructure metrics monitored
    - Custom dashboards created for key metrics
    - SLI/SLO defined and monitored
    - MetricsValidator: core metrics
    - MetricsValidator: business metrics
    - MetricsValidator: infrastructure metrics
    - MetricsValidator: freshness
    # Pre-Deployment Checklist / Monitoring and Observability / Logging
    - Structured logging implemented
    - Log aggregation configured
    - Log retention policies set
    - Correlation IDs used throughout
    - Log levels appropriately configured
    - Sensitive data excluded from logs
    # Pre-Deployment Checklist / Monitoring and Observability / Alerting
    - Critical alerts configured
    - Warning alerts tuned to reduce noise
    - Alert routing configured for different severities
    - Escalation policies defined
    - Alert fatigue minimized through proper thresholds
    - Alert EventCoreDown
    - Alert HighErrorRate
    - Alert DatabaseConnectionFailure
    # Deployment Checklist / Environment Configuration
    - Environment variables properly set
    - Secrets configured and mounted
    - Config maps updated
    - Feature flags configured appropriately
    - Resource limits applied
    - Network policies configured
    # Deployment Checklist / Database Setup
    - Database migrations applied and verified
    - Database indexes created and optimized
    - Database monitoring configured
    - Connection pooling tuned
    - Backup strategy implemented
    - Read replicas configured if needed
    # Deployment Checklist / Infrastructure
    - DNS records configured
    - Load balancer configured
    - SSL certificates installed and valid
    - CDN configured if applicable
    - Firewall rules applied
    - Network segmentation implemented
    # Post-Deployment Verification / Functional Testing
    - Smoke tests pass
    - Critical user journeys work
    - API endpoints respond correctly
    - Authentication works
    - Authorization enforced
    - Error handling works properly
    - PostDeploymentValidator: health endpoint
    - PostDeploymentValidator: authentication, with a token and without
    - PostDeploymentValidator: core functionality, a user is created
    - PostDeploymentValidator: basic performance
    - PostDeploymentValidator: error handling
    # Post-Deployment Verification / Performance Validation
    - Response times within acceptable limits
    - Throughput meets requirements
    - Resource usage within limits
    - Memory leaks not detected
    - CPU usage stable
    - Database performance optimal
    # Post-Deployment Verification / Monitoring Validation
    - Metrics flowing to monitoring system
    - Logs being collected and indexed
    - Traces visible in tracing system
    - Alerts triggering appropriately
    - Dashboards showing correct data
    - SLI/SLO monitoring active
    # Ongoing Operations Checklist / Daily Checks
    - System health green across all services
    - Error rates within acceptable thresholds
    - Performance metrics meeting SLOs
    - Resource utilization not approaching limits
    - Log analysis for new error patterns
    - Security alerts reviewed
    # Ongoing Operations Checklist / Weekly Checks
    - Backup verification completed successfully
    - Performance trends analyzed
    - Capacity planning reviewed
    - Security patches evaluated and applied
    - Dependency updates reviewed
    - Documentation updated as needed
    # Ongoing Operations Checklist / Monthly Checks
    - Disaster recovery procedures tested
    - Security audit completed
    - Performance benchmarks updated
    - Cost optimization opportunities identified
    - Capacity forecasting updated
    - Runbook accuracy verified
    # Automation Scripts / Deployment Validation Script
    - deployment-validation.sh: the rollout is complete within 300 s
    - deployment-validation.sh: as many pods are ready as desired
    - deployment-validation.sh: /health answers 200
    - deployment-validation.sh: /metrics answers 200
    - deployment-validation.sh: eventcore-cli health-check database
    - deployment-validation.sh: eventcore-cli test smoke
    # Automation Scripts / Health Check Script
    - health-check.sh: the application is up
    - health-check.sh: the error rate is not above 0.05
    - health-check.sh: the p95 latency is not above 1.0 s
    - health-check.sh: a connection utilization above 0.8 is reported
    # Emergency Procedures / Incident Response
    - Assess severity using incident severity matrix
    - Activate incident response team if critical
    - Create incident tracking (ticket/channel)
    - Implement immediate mitigation if possible
    - Communicate status to stakeholders
    - Investigate root cause after mitigation
    - Document lessons learned and improvements
    # Emergency Procedures / Rollback Procedures
    - emergency-rollback.sh: the previous revision is found
    - emergency-rollback.sh: the deployment is rolled back to it
    - emergency-rollback.sh: the rollback is waited for, 300 s at most
    - emergency-rollback.sh: health is verified
    # Summary
    - Security - Authentication, authorization, encryption
    - Performance - Resource limits, optimization, benchmarks
    - Reliability - High availability, backup and recovery
    - Monitoring - Metrics, logging, alerting, dashboards
    - Operations - Deployment validation, health checks, incident response
    - Validate everything - Don't assume anything works in production
    - Automate checks - Use scripts and tools for consistent validation
    - Monitor continuously - Track all critical metrics and logs
    - Plan for failure - Have rollback and recovery procedures ready
    - Document procedures - Maintain up-to-date runbooks and checklists
    """#
}

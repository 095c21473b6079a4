import CheckModel
import TestEnvironment
import Testing
import Values

@testable import Reporting

@Suite struct JUnitReporterTests {
  @Test func `the whole document`() {
    let expected = #"""
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="pre-deploy" tests="10" failures="1" errors="4" skipped="2" time="64.440" timestamp="2026-01-31T12:30:45">
        <testsuite name="pre-deploy" tests="1" failures="0" errors="0" skipped="0" time="61.300" timestamp="2026-01-31T12:30:45">
          <properties>
            <property name="checklist" value="pre-deploy"/>
            <property name="verdict" value="failed"/>
            <property name="environment" value="production"/>
            <property name="cut_short" value="the deadline of 2m passed"/>
          </properties>
          <testcase name="cleanup: Old slots are dropped" classname="pre-deploy.pre-deploy" time="61.300">
            <properties>
              <property name="id" value="cleanup"/>
              <property name="severity" value="medium"/>
              <property name="kind" value="sql"/>
              <property name="outcome" value="waived"/>
              <property name="attempts" value="1"/>
              <property name="action" value="true"/>
              <property name="waiver" value="waived by ada until 2026-03-01: slot in use"/>
            </properties>
          </testcase>
        </testsuite>
        <testsuite name="Metrics" tests="4" failures="0" errors="2" skipped="1" time="0.122" timestamp="2026-01-31T12:30:45">
          <properties>
            <property name="checklist" value="pre-deploy"/>
            <property name="verdict" value="failed"/>
            <property name="environment" value="production"/>
            <property name="cut_short" value="the deadline of 2m passed"/>
          </properties>
          <testcase name="error-rate: Error rate stays under 5 %" classname="pre-deploy.Metrics" time="0.085" file="checklists/metrics.yaml">
            <properties>
              <property name="id" value="error-rate"/>
              <property name="section" value="Metrics"/>
              <property name="severity" value="medium"/>
              <property name="kind" value="promql"/>
              <property name="outcome" value="error"/>
              <property name="attempts" value="1"/>
              <property name="target" value="metrics"/>
              <property name="place" value="checklists/metrics.yaml:4:5"/>
            </properties>
            <error message="metrics: connection refused" type="error">metrics: connection refused
      at checklists/metrics.yaml:4:5</error>
          </testcase>
          <testcase name="exporter: The exporter is current" classname="pre-deploy.Metrics" time="0.030">
            <properties>
              <property name="id" value="exporter"/>
              <property name="section" value="Metrics"/>
              <property name="severity" value="medium"/>
              <property name="kind" value="http"/>
              <property name="outcome" value="passed"/>
              <property name="attempts" value="1"/>
            </properties>
            <system-out>note: deprecated metric name</system-out>
          </testcase>
          <testcase name="latency: Latency is measured" classname="pre-deploy.Metrics" time="0.007">
            <properties>
              <property name="id" value="latency"/>
              <property name="section" value="Metrics"/>
              <property name="severity" value="info"/>
              <property name="kind" value="promql"/>
              <property name="outcome" value="no data"/>
              <property name="attempts" value="1"/>
              <property name="target" value="metrics"/>
              <property name="gates" value="false"/>
            </properties>
            <error message="the query returned no series (does not count)" type="no data">the query returned no series</error>
          </testcase>
          <testcase name="replicas: Replicas follow" classname="pre-deploy.Metrics" time="0.000">
            <properties>
              <property name="id" value="replicas"/>
              <property name="section" value="Metrics"/>
              <property name="severity" value="medium"/>
              <property name="kind" value="sql"/>
              <property name="outcome" value="skipped"/>
              <property name="attempts" value="0"/>
            </properties>
            <skipped message="when: inputs.replicated is false"/>
          </testcase>
        </testsuite>
        <testsuite name="People" tests="1" failures="0" errors="1" skipped="0" time="0.000" timestamp="2026-01-31T12:30:45">
          <properties>
            <property name="checklist" value="pre-deploy"/>
            <property name="verdict" value="failed"/>
            <property name="environment" value="production"/>
            <property name="cut_short" value="the deadline of 2m passed"/>
          </properties>
          <testcase name="backup-tested: A restore was tried" classname="pre-deploy.People" time="0.000">
            <properties>
              <property name="id" value="backup-tested"/>
              <property name="section" value="People"/>
              <property name="severity" value="medium"/>
              <property name="kind" value="manual"/>
              <property name="outcome" value="pending"/>
              <property name="attempts" value="0"/>
              <property name="owner" value="dba"/>
            </properties>
            <error message="the sign-off expired on 2026-01-01" type="pending">the sign-off expired on 2026-01-01</error>
          </testcase>
        </testsuite>
        <testsuite name="Security / Database" tests="3" failures="1" errors="1" skipped="0" time="3.252" timestamp="2026-01-31T12:30:45">
          <properties>
            <property name="checklist" value="pre-deploy"/>
            <property name="verdict" value="failed"/>
            <property name="environment" value="production"/>
            <property name="cut_short" value="the deadline of 2m passed"/>
          </properties>
          <testcase name="no-public-grants: PUBLIC holds no table privileges" classname="pre-deploy.Security / Database" time="0.000" file="checklists/security.yaml">
            <properties>
              <property name="id" value="no-public-grants"/>
              <property name="section" value="Security / Database"/>
              <property name="severity" value="high"/>
              <property name="kind" value="sql"/>
              <property name="outcome" value="blocked"/>
              <property name="attempts" value="0"/>
              <property name="target" value="main-db"/>
              <property name="place" value="checklists/security.yaml:30:5"/>
            </properties>
            <error message="blocked by ssl-enforced, which failed" type="blocked">blocked by ssl-enforced, which failed
      remedy: Revoke what PUBLIC holds.
      at checklists/security.yaml:30:5</error>
          </testcase>
          <testcase name="reachable: The database answers" classname="pre-deploy.Security / Database" time="0.012" file="checklists/security.yaml">
            <properties>
              <property name="id" value="reachable"/>
              <property name="section" value="Security / Database"/>
              <property name="severity" value="high"/>
              <property name="kind" value="sql"/>
              <property name="outcome" value="passed"/>
              <property name="attempts" value="1"/>
              <property name="target" value="main-db"/>
              <property name="place" value="checklists/security.yaml:9:5"/>
            </properties>
          </testcase>
          <testcase name="ssl-enforced: Connections to PostgreSQL are encrypted" classname="pre-deploy.Security / Database" time="3.240" file="checklists/security.yaml">
            <properties>
              <property name="id" value="ssl-enforced"/>
              <property name="section" value="Security / Database"/>
              <property name="severity" value="critical"/>
              <property name="kind" value="sql"/>
              <property name="outcome" value="failed"/>
              <property name="attempts" value="3"/>
              <property name="target" value="main-db"/>
              <property name="owner" value="platform"/>
              <property name="tags" value="security,tls"/>
              <property name="place" value="checklists/security.yaml:21:5"/>
              <property name="overrides" value="severity: critical"/>
              <property name="output.port" value="5432"/>
            </properties>
            <failure message="value: expected &quot;on&quot;, observed &quot;off&quot;" type="failed">value: expected "on", observed "off"

      ssl | off
      port | 5432
      note: the server is in recovery
      remedy: Set `ssl = on` in postgresql.conf
      and reload.
      docs: https://www.postgresql.org/docs/current/ssl-tcp.html
      at checklists/security.yaml:21:5</failure>
          </testcase>
        </testsuite>
        <testsuite name="Disabled" tests="1" failures="0" errors="0" skipped="1" time="0.000" timestamp="2026-01-31T12:30:45">
          <properties>
            <property name="checklist" value="pre-deploy"/>
            <property name="verdict" value="failed"/>
            <property name="environment" value="production"/>
            <property name="cut_short" value="the deadline of 2m passed"/>
          </properties>
          <testcase name="wal-archiving: WAL is archived" classname="pre-deploy.Disabled" time="0.000">
            <skipped message="disabled: rebuilt from events"/>
          </testcase>
        </testsuite>
      </testsuites>

      """#
    #expect(SampleRun.text(.junit) == expected)
  }

  @Test func `markup and what is no character of XML`() {
    #expect(
      xmlEscaped("<a b=\"&\">]]>\u{0}\u{1B}\u{FFFE}é😀\n\r", inAttribute: false)
        == "&lt;a b=\"&amp;\"&gt;]]&gt;\u{FFFD}\u{FFFD}\u{FFFD}é😀\n&#13;")
    #expect(xmlEscaped("\"a\"\n\t'", inAttribute: true) == "&quot;a&quot;&#10;&#9;'")
  }

  @Test func `a parser reads back what was meant`() async throws {
    let hostile = "</failure>\u{1B}[2J<x a=\"1\">&amp;]]>\u{0}"
    let result = ItemResult(
      item: ItemSummary(
        id: "a", title: hostile, section: hostile, tags: [hostile], owner: hostile, kind: "http",
        gates: false,
        remedy: hostile), outcome: .failed, message: hostile, excerpt: hostile)
    let text = SampleRun.text(.junit, of: SampleRun.record(of: result))
    let script = """
      import sys, xml.etree.ElementTree as tree
      case = tree.fromstring(sys.stdin.buffer.read()).find('testsuite/testcase')
      print(case.find('failure').get('message'))
      print(case.find("properties/property[@name='gates']").get('value'))
      """
    let printed = try await output(ofPython: script, input: text)
    #expect(
      printed == hostile.replacing("\u{1B}", with: "\u{FFFD}").replacing("\u{0}", with: "\u{FFFD}")
        + " (does not count)\nfalse\n")
  }
}

/// What a Python program prints that reads a text from its standard input.
private func output(ofPython script: String, input: String) async throws -> String {
  let result = try await runCommand(["python3", "-c", script], input: input)
  #expect(result.exitCode == 0, "\(result.stderr)")
  return result.stdout
}

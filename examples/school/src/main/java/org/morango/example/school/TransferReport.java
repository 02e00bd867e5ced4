package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import org.morango.client.SyncStatistics;
import org.morango.session.TransferSession;

/** Result and cost of a transfer, as the commands print them. */
final class TransferReport {
    private static final double NANOS = 1e9;

    private TransferReport() {}

    static Map<String, Object> of(TransferSession transfer, SyncStatistics statistics, long nanos) {
        Map<String, Object> phases = new LinkedHashMap<>();
        statistics.stages().forEach((stage, time) -> phases.put(stage, seconds(time.toNanos())));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("direction", transfer.direction().label());
        report.put("records", transfer.recordsTransferred());
        report.put("seconds", seconds(nanos));
        report.put("bytes_sent", statistics.bytesSent());
        report.put("bytes_received", statistics.bytesReceived());
        report.put("phases", phases);
        report.put("requests", statistics.requests());
        return report;
    }

    private static double seconds(long nanos) {
        return Math.round(nanos / NANOS * 1_000) / 1_000.0;
    }
}

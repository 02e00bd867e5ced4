package org.morango.internal.audit;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.text.LogText;
import org.morango.observation.AuditEvent;
import org.morango.observation.AuditEvent.Kind;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs a line for each event, and notifies the application. */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.audit");

    private final PeerSettings settings;

    public Audit(PeerSettings settings) {
        this.settings = settings;
    }

    public void tell(Kind kind, Side side, Map<String, String> details) {
        Map<String, String> clean = new TreeMap<>();
        details.forEach((name, value) -> {
            if (!value.isEmpty()) {
                clean.put(name, LogText.plain(value));
            }
        });
        AuditEvent event = new AuditEvent(settings.clock().instant(), kind, side, clean);
        // One line is enough for a sync that had nothing to do: the line for its start.
        Level level = kind == Kind.SESSION_CLOSED ? Level.DEBUG : Level.INFO;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .log(
                            "{} as={} {}",
                            kind,
                            side.label(),
                            clean.entrySet().stream()
                                    .map(e -> e.getKey() + "=\"" + e.getValue().replace("\"", "'") + "\"")
                                    .collect(Collectors.joining(" ")));
        }
        try {
            settings.auditListener().accept(event);
        } catch (RuntimeException e) {
            LOG.error("The audit listener failed for {}", kind, e);
        }
    }

    public void session(Kind kind, SyncSession session) {
        tell(kind, session.side(), about(session));
    }

    /** Reports a transfer that has moved records; other transfers are not reported. */
    public void completed(SyncSession session, TransferSession transfer) {
        if (transfer.recordsTransferred() == 0) {
            return;
        }
        Map<String, String> details = about(session, transfer);
        details.put("filter", transfer.filter().toString());
        details.put("records", String.valueOf(transfer.recordsTransferred()));
        details.put("bytes_sent", String.valueOf(transfer.bytesSent()));
        details.put("bytes_received", String.valueOf(transfer.bytesReceived()));
        tell(Kind.TRANSFER_COMPLETED, session.side(), details);
    }

    /** Reports that a transfer has brought records that were refused. */
    public void refused(SyncSession session, TransferSession transfer, long records) {
        Map<String, String> details = about(session, transfer);
        details.put("records", String.valueOf(records));
        details.put("reason", "their ids belong to other records, or this instance has never saved these versions");
        tell(Kind.RECORDS_REFUSED, session.side(), details);
    }

    /** Reports that a transfer has brought other contents of versions that are here. */
    public void forked(SyncSession session, TransferSession transfer, long records) {
        Map<String, String> details = about(session, transfer);
        details.put("records", String.valueOf(records));
        details.put("reason", "the same versions have other contents here");
        tell(Kind.VERSIONS_FORKED, session.side(), details);
    }

    /** Reports that the other side claims to hold more of this instance than there is, once too often. */
    public void doubted(SyncSession session, TransferSession transfer, long counter) {
        Map<String, String> details = about(session, transfer);
        details.put("reason", "it says that it holds this instance up to " + counter + ", which was never issued");
        tell(Kind.CLAIM_DOUBTED, session.side(), details);
    }

    private static Map<String, String> about(SyncSession session, TransferSession transfer) {
        Map<String, String> details = about(session);
        details.put("transfer", transfer.id());
        details.put("direction", transfer.direction().label());
        return details;
    }

    private static Map<String, String> about(SyncSession session) {
        Map<String, String> details = new TreeMap<>();
        details.put("session", session.id());
        details.put("client_certificate", session.clientCertificateId());
        details.put("server_certificate", session.serverCertificateId());
        details.put(
                "device", InstanceJson.name(session.isServer() ? session.clientInstance() : session.serverInstance()));
        details.put("address", session.peerAddress());
        details.put("bound", String.valueOf(session.binding() != null));
        return details;
    }
}

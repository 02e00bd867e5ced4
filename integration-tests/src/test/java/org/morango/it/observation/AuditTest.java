package org.morango.it.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.certificate.Certificate;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.Pair;
import org.morango.observation.AuditEvent;
import org.morango.observation.AuditEvent.Kind;
import org.morango.server.MorangoServer;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;

/** The audit reports what each peer has synced and when, and which peers were refused. */
class AuditTest {
    private final List<AuditEvent> here = Collections.synchronizedList(new ArrayList<>());
    private final List<AuditEvent> there = Collections.synchronizedList(new ArrayList<>());

    private static PeerSettings settings(List<AuditEvent> events) {
        return Facility.settings().auditListener(events::add).build();
    }

    private static AuditEvent only(List<AuditEvent> events, Kind kind) {
        List<AuditEvent> found = events.stream().filter(e -> e.kind() == kind).toList();
        assertThat(found).as(kind + " among " + events).hasSize(1);
        return found.get(0);
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesTellOfASync(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(settings(there)).serve(0);
                SyncConnection connection = pair.client(settings(here)).connect(Facility.url(server.port()))) {
            pair.write("secret title");
            String session;
            try (SyncClient client = connection.openSession(pair.mine())) {
                session = client.session().id();
                client.push();
                // Neither side reports a transfer that has moved nothing.
                client.push();
                client.pull();
            }
            for (List<AuditEvent> events : List.of(here, there)) {
                assertThat(events).allMatch(e -> e.side() == (events == there ? Side.SERVER : Side.CLIENT));
                assertThat(only(events, Kind.SESSION_OPENED).details())
                        .containsEntry("session", session)
                        .containsEntry("client_certificate", pair.mine().id())
                        .containsEntry("server_certificate", pair.root().id())
                        .containsEntry("bound", "true")
                        .containsEntry("address", events == there ? "127.0.0.1" : Facility.url(server.port()));
                assertThat(only(events, Kind.TRANSFER_COMPLETED).details())
                        .containsEntry("session", session)
                        .containsEntry("direction", "push")
                        .containsEntry("filter", pair.root().id())
                        .containsEntry("records", "1")
                        .containsKey("bytes_sent");
                assertThat(only(events, Kind.SESSION_CLOSED).details()).containsEntry("session", session);
            }
            assertThat(here + " " + there).doesNotContain("secret title");
        }
    }

    @ParameterizedTest
    @EnumSource
    void certificatesAndRefusals(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(settings(there)).serve(0);
                SyncConnection connection = pair.client(settings(here)).connect(Facility.url(server.port()))) {
            String root = pair.root().id();
            String scope = pair.mine().scopeDefinitionId();
            Map<String, String> params = pair.mine().params();
            Certificate certificate = connection.requestCertificate(root, scope, params, "admin", "pw");
            String issued = certificate.id();
            assertThat(only(there, Kind.CERTIFICATE_ISSUED).details())
                    .containsEntry("certificate", issued)
                    .containsEntry("parent", root)
                    .containsEntry("user", "admin");
            assertThatThrownBy(() -> connection.requestCertificate(root, scope, params, "admin", "wrong password"))
                    .isInstanceOf(RemoteException.class);
            assertThat(only(there, Kind.CERTIFICATE_REFUSED).details())
                    .containsEntry("user", "admin")
                    .hasEntrySatisfying("reason", reason -> assertThat(reason).startsWith("401"));
            pair.server(settings(there)).certificates().revoke(issued, "line one\nline two");
            assertThat(only(there, Kind.CERTIFICATE_REVOKED).details())
                    .containsEntry("certificate", issued)
                    .containsEntry("reason", "line one\\u000aline two");
            assertThatThrownBy(() -> connection.openSession(certificate)).isInstanceOf(RemoteException.class);
            assertThat(only(there, Kind.SESSION_REFUSED).details()).containsEntry("client_certificate", issued);
            assertThat(there.toString()).doesNotContain("wrong password");
        }
    }
}

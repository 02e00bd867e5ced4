package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.morango.it.certificate.Renewals.CITY_KEY;
import static org.morango.it.certificate.Renewals.JSON;
import static org.morango.it.certificate.Renewals.OTHER_KEY;
import static org.morango.it.certificate.Renewals.at;
import static org.morango.it.certificate.Renewals.client;
import static org.morango.it.certificate.Renewals.day;
import static org.morango.it.certificate.Renewals.own;
import static org.morango.it.certificate.Renewals.renew;
import static org.morango.it.certificate.Renewals.underRoot;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.Life;
import org.morango.certificate.VerifyKey;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/** A hostile client or issuer gains nothing from a renewal. */
class RenewalRequestTest {
    @Test
    void requestIsOfUseOnceAndForItsSenderAlone() {
        Certificate mine = own(client());
        InMemoryReplica server = Facility.rootReplica();
        Certificate second = underRoot(CITY_KEY, "second", null);
        server.certificates().save(List.of(Facility.ROOT, second), CITY_KEY);
        RenewalRequest good = RenewalRequest.of(mine);
        try (MorangoServer serving = Peer.on(server, at(day(20)).build()).serve(0)) {
            int port = serving.port();
            assertThat(good.signedBy(OTHER_KEY).status(port)).isEqualTo(403);
            assertThat(good.with("0".repeat(32)).status(port)).isEqualTo(403);
            // Another certificate of the server, of the same scope, is not the issuer.
            assertThat(good.under(second.id()).status(port)).isEqualTo(400);
            assertThat(good.under("0".repeat(32)).status(port)).isEqualTo(400);
            assertThat(good.send(
                                    port,
                                    body -> body.put(
                                            "public_key", CITY_KEY.publicKey().text()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(good.send(port, body -> body.put("parent", second.id())).statusCode())
                    .isEqualTo(400);
            assertThat(good.send(port, body -> body.put("certificate_chain", "[]"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(good.send(port, body -> body.put("certificate_chain", 1)).statusCode())
                    .isEqualTo(400);
            assertThat(good.send(port, body -> body.put("public_key", "AAAA")).statusCode())
                    .isEqualTo(400);
            assertThat(good.send(
                                    port,
                                    body -> body.put(
                                            "certificate_chain", CertificateJson.renderChain(List.of(Facility.ROOT))))
                            .statusCode())
                    .isEqualTo(400);
            String nonce = JSON.readTree(
                            RenewalRequest.post(port, "nonces/", "").body())
                    .get("id")
                    .stringValue();
            assertThat(good.with(nonce).status(port)).isEqualTo(201);
            assertThat(good.with(nonce).status(port)).isEqualTo(403);
        }
    }

    @Test
    void nothingIsWidenedByTheRequest() {
        InMemoryReplica server = Facility.rootReplica();
        try (MorangoServer serving = Peer.on(server, at(day(20)).build()).serve(0)) {
            HttpResponse<String> answer = RenewalRequest.of(Facility.LEARNER)
                    .send(
                            serving.port(),
                            body -> body.put("scope_definition", Facility.FULL.id())
                                    .put("scope_params", Facility.ROOT.scopeParams())
                                    .put("expires", "2999-01-01T00:00:00Z"));
            assertThat(answer.statusCode()).isEqualTo(201);
            Certificate signed = CertificateJson.parse(JSON.readTree(answer.body()));
            assertThat(signed.scopeDefinitionId()).isEqualTo(Facility.SINGLE_USER.id());
            assertThat(signed.scopeParams()).isEqualTo(Facility.LEARNER.scopeParams());
            assertThat(signed.expires()).contains(day(50));
        }
    }

    /** A liar in the place of the issuer holds its key, and the client checks what it gets. */
    @Test
    void clientTakesNothingElseFromTheIssuer() {
        InMemoryReplica client = client();
        Certificate mine = own(client);
        Wire wire = new Wire();
        AtomicReference<Function<VerifyKey, Certificate>> lie = new AtomicReference<>();
        wire.forge((request, answer) -> request.uri().getPath().endsWith("/renewals/")
                ? new Transport.Response(
                        201,
                        Map.of("content-type", "application/json"),
                        CertificateJson.render(lie.get()
                                        .apply(VerifyKey.parse(JSON.readTree(request.body())
                                                .get("public_key")
                                                .stringValue())))
                                .toString()
                                .getBytes(StandardCharsets.UTF_8))
                : answer);
        List<Function<VerifyKey, Certificate>> lies = List.of(
                // of another key
                key -> Certificate.renewal(
                        Facility.ROOT_KEY, Facility.ROOT, mine, OTHER_KEY.publicKey(), "a", day(20), day(50)),
                // of another scope
                key -> Certificate.renewal(
                        Facility.ROOT_KEY, Facility.ROOT, Facility.LEARNER, key, "b", day(20), day(50)),
                // of another line
                key -> Certificate.issue(
                        Facility.ROOT_KEY,
                        Facility.ROOT,
                        Facility.FULL,
                        Facility.ROOT.scopeParams(),
                        key,
                        "d",
                        Life.from(day(20), day(50))),
                // not signed by the issuer
                key -> Certificate.renewal(CITY_KEY, underRoot(CITY_KEY, "e", null), mine, key, "e", day(20), day(50)));
        for (Function<VerifyKey, Certificate> next : lies) {
            lie.set(next);
            assertThatThrownBy(() -> renew(
                            client,
                            mine,
                            Facility.rootReplica(),
                            at(day(20)).build(),
                            at(day(20)).client(values -> values.transport(() -> wire))))
                    .isInstanceOf(MorangoException.class);
            assertThat(client.certificates().owned()).containsExactly(mine);
        }
    }
}

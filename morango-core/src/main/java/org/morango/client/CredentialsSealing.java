package org.morango.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.internal.binding.SealedCredentials;
import org.morango.internal.binding.ServerProof;
import org.morango.internal.protocol.Json;
import org.morango.record.Ids;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * Makes sure that only the holder of a certificate's private key can read a password. A server that says it cannot
 * prove this gets no password, unless plain Morango is allowed.
 */
final class CredentialsSealing {
    private final PeerHttp http;
    private final PeerSettings settings;
    private final Set<Capability> offered;

    /** @param offered the server's capabilities */
    CredentialsSealing(PeerHttp http, PeerSettings settings, Set<Capability> offered) {
        this.http = http;
        this.settings = settings;
        this.offered = offered;
    }

    /**
     * Returns the call with a login.
     *
     * @param parent the certificate of the server that is to sign the wanted one, its chain verified
     * @throws MorangoException if the server does not prove that the certificate is its own; nothing was sent then
     */
    ClientRequest authorized(ClientRequest call, Certificate parent, Login login) {
        String credentials = login.credentials();
        if (!offered.contains(Capability.SEALED_CREDENTIALS)) {
            requireAllowed(parent, login);
            return call.withAuthorization(
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return call.withAuthorization(
                SealedCredentials.seal(proof(parent), credentials, call.body(), settings.random()));
    }

    private ServerProof proof(Certificate parent) {
        String nonce = Ids.random(settings.random());
        JsonNode answer = http.send(ClientRequest.post(
                        "proofs/",
                        Json.object()
                                .put("purpose", ServerProof.PURPOSE)
                                .put("certificate", parent.id())
                                .put("nonce", nonce)))
                .json();
        ServerProof proof = new ServerProof(
                parent.id(),
                nonce,
                Json.number(answer, "time").orElse(0L),
                Json.text(answer, "key").orElse(""));
        if (!proof.isSignedBy(parent.publicKey(), Json.text(answer, "signature").orElse(""))) {
            throw new MorangoException(
                    http.address() + " has not proven that certificate " + parent.id()
                            + " is its own, so no secret was sent: it may be an attacker that only presents that certificate."
                            + " Check its address.",
                    Map.of("certificate", parent.id()));
        }
        return proof;
    }

    private void requireAllowed(Certificate parent, Login login) {
        if (login.isToken()) {
            throw new MorangoException(
                    http.address() + " cannot receive a token so that only the server can read it; it has no "
                            + Capability.SEALED_CREDENTIALS + ".",
                    Map.of("certificate", parent.id()));
        }
        if (!settings.trust().allowPlainMorango()) {
            throw new MorangoException(
                    http.address() + " cannot prove that certificate " + parent.id()
                            + " is its own, so no password was sent. If it is Python Morango, allow it by the"
                            + " setting trust.allowPlainMorango.",
                    Map.of("certificate", parent.id()));
        }
        if (!settings.client().allowPasswordsInClear() && http.address().isInClear()) {
            throw new MorangoException(
                    http.address()
                            + " would be sent a password in clear, which anybody on the way could read. Use https, or"
                            + " allow it by the setting client.allowPasswordsInClear.",
                    Map.of("certificate", parent.id()));
        }
    }
}

package org.morango.it.certificate;

import static org.morango.it.certificate.Renewals.JSON;
import static org.morango.it.certificate.Renewals.OTHER_KEY;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.internal.binding.RenewalProof;
import org.morango.it.support.Facility;
import tools.jackson.databind.node.ObjectNode;

/** A request for renewal that a hostile client may have altered. */
record RenewalRequest(
        Certificate mine,
        SigningKey signer,
        String parent,
        @Nullable String nonce) {
    static RenewalRequest of(Certificate mine) {
        return new RenewalRequest(mine, Facility.CLIENT_KEY, Facility.ROOT.id(), null);
    }

    RenewalRequest signedBy(SigningKey other) {
        return new RenewalRequest(mine, other, parent, nonce);
    }

    RenewalRequest under(String other) {
        return new RenewalRequest(mine, signer, other, nonce);
    }

    RenewalRequest with(String other) {
        return new RenewalRequest(mine, signer, parent, other);
    }

    HttpResponse<String> send(int port, UnaryOperator<ObjectNode> altered) {
        String given = nonce == null
                ? JSON.readTree(post(port, "nonces/", "").body()).get("id").stringValue()
                : nonce;
        ObjectNode body = JSON.createObjectNode()
                .put("certificate_chain", CertificateJson.renderChain(List.of(Facility.ROOT, mine)))
                .put("parent", parent)
                .put("public_key", OTHER_KEY.publicKey().text())
                .put("nonce", given)
                .put("signature", signer.sign(RenewalProof.signedText(given, mine, parent, OTHER_KEY.publicKey())));
        return post(port, "renewals/", altered.apply(body).toString());
    }

    int status(int port) {
        return send(port, body -> body).statusCode();
    }

    static HttpResponse<String> post(int port, String path, String body) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(Facility.url(port) + "api/morango/v1/" + path))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

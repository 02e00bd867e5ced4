package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.morango.replica.Instance;
import org.morango.session.SessionKey;

/**
 * Proof that two databases that are the same instance were one database before. Both know the id that the database was
 * given when it was first used. Every copy has that id, and it is never sent; an instance id is known to all peers. The
 * proof names the session and both certificates, so that an eavesdropper cannot use it.
 */
public record CopyProof(String nonce, String sessionId, String clientCertificateId, String serverCertificateId) {
    /** Member of the request that opens a session, and of its answer. */
    public static final String MEMBER = "copy_proof";

    /** Returns the client's proof. */
    public String ofClient(Instance own) {
        return code("morango-copy-client", own);
    }

    /** Returns the server's proof. */
    public String ofServer(Instance own) {
        return code("morango-copy-server", own);
    }

    /** Returns whether the client has the same secret as this server. */
    public boolean isOfClient(Instance own, Optional<String> shown) {
        return shown.filter(proof -> RequestProof.same(proof, ofClient(own))).isPresent();
    }

    /** Returns whether the server has the same secret as this client. */
    public boolean isOfServer(Instance own, Optional<String> shown) {
        return shown.filter(proof -> RequestProof.same(proof, ofServer(own))).isPresent();
    }

    private String code(String purpose, Instance own) {
        byte[] secret = SignedText.newDigest().digest(own.databaseId().getBytes(StandardCharsets.UTF_8));
        String text =
                SignedText.of(purpose, SignedText.digest(nonce), sessionId, clientCertificateId, serverCertificateId);
        return Base64.getEncoder().encodeToString(SessionKey.of(secret).authenticate(text));
    }
}

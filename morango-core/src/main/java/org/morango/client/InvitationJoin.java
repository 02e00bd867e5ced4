package org.morango.client;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.binding.InvitationProof;
import org.morango.internal.protocol.Json;
import org.morango.internal.text.LogText;
import org.morango.internal.trust.Trust;
import org.morango.invitation.InvitationText;
import org.morango.replica.CertificateStore;
import org.morango.replica.InvitationStore;
import org.morango.replica.ReplicaException;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gets a certificate by an invitation. The code is not sent, only a digest that is good for this server's nonce and
 * certificate and this side's key. The key is stored before it is sent: if the answer is lost, the next attempt asks for
 * the same certificate.
 */
final class InvitationJoin {
    private static final Logger LOG = LoggerFactory.getLogger(InvitationJoin.class);
    private static final int WRONG = 403;

    private final Connector connector;
    private final PeerSettings settings;
    private final CertificateStore certificates;
    private final InvitationStore store;
    private final InvitationText invitation;
    private final PeerAddress address;
    private final String id;
    private final String name;

    InvitationJoin(Connector connector, InvitationText invitation, String name) {
        if (name.length() > PeerSettings.MAX_NAME || !LogText.isPlain(name)) {
            throw new MorangoException(
                    "The name of a device is one line of at most " + PeerSettings.MAX_NAME + " characters.");
        }
        this.connector = connector;
        this.settings = connector.settings();
        this.certificates = connector.replica().certificates();
        this.store = connector.replica().invitations();
        this.invitation = invitation;
        this.address = PeerAddress.parse(invitation.address());
        this.id = invitation.code().id();
        this.name = name;
    }

    Certificate run() {
        Optional<Certificate> known = joined();
        if (known.isPresent()) {
            return known.get();
        }
        try (PeerHttp http = new PeerHttp(
                address, settings, new CheckedTransport(settings.transport().get(), InetAddress::getAllByName))) {
            return ask(http, SyncConnection.over(http, connector));
        } catch (JoinException | ReplicaException | SyncException e) {
            throw e;
        } catch (MorangoException e) {
            // The message may quote the other side, and the one who reads it may not be meant to reach that.
            LOG.info("Joining at {} failed: {}", address, LogText.plain(String.valueOf(e.getMessage())));
            throw failed(failure(e));
        }
    }

    private Optional<Certificate> joined() {
        return store.joined(id)
                .map(certificates::chain)
                .filter(chain -> !chain.isEmpty() && new Trust(certificates, settings).isValid(chain))
                .map(chain -> chain.get(chain.size() - 1));
    }

    private Certificate ask(PeerHttp http, SyncConnection connection) {
        if (!connection.capabilities().contains(Capability.INVITATIONS)) {
            throw failed(JoinFailure.NOT_SUPPORTED);
        }
        RemoteCertificates remote = new RemoteCertificates(http, certificates, settings);
        Certificate server = server(remote);
        SigningKey key = key();
        Certificate issued = http.retries().run(() -> request(http, server, key));
        List<Certificate> chain = verified(remote, issued, key);
        store.joined(id, chain, key);
        return chain.get(chain.size() - 1);
    }

    /** Returns a certificate of the server, its chain verified up to the root that the invitation names. */
    private Certificate server(RemoteCertificates remote) {
        List<Certificate> held = remote.under(invitation.rootId());
        if (held.isEmpty()) {
            throw failed(JoinFailure.OTHER_ROOT);
        }
        Certificate best = held.stream()
                .filter(c -> remote.scope(c).isPresent())
                .max(remote.preference())
                .orElseThrow(() -> failed(JoinFailure.SCOPE_UNKNOWN));
        try {
            remote.verifiedChain(best, invitation.rootId());
            return best;
        } catch (CertificateException e) {
            throw failed(JoinFailure.OTHER_ROOT);
        }
    }

    private SigningKey key() {
        return store.joiningKey(id)
                .orElseGet(() -> store.beginJoining(
                        id,
                        SigningKey.generate(settings.random()),
                        settings.clock().instant()));
    }

    /** Makes one attempt. */
    private Certificate request(PeerHttp http, Certificate server, SigningKey key) throws Unanswered {
        String nonce = http.nonce();
        String publicKey = key.publicKey().text();
        ObjectNode body = Json.object()
                .put("invitation", id)
                .put("certificate", server.id())
                .put("nonce", nonce)
                .put("public_key", publicKey)
                .put(
                        "digest",
                        InvitationProof.digest(invitation.code().key(), id, nonce, server.id(), publicKey, name));
        if (!name.isEmpty()) {
            body.put("name", name);
        }
        ClientResponse answer = http.once(ClientRequest.post("invitations/", body));
        if (!answer.isSuccess()) {
            throw failed(refusal(answer));
        }
        return proven(answer.json(), nonce);
    }

    /** Returns the certificate of an answer, if it comes from a server that knows the invitation. */
    private Certificate proven(JsonNode answer, String nonce) {
        Certificate issued = CertificateJson.parse(answer);
        String expected = InvitationProof.ofAnswer(invitation.code().key(), id, nonce, issued.serialized());
        if (!InvitationProof.same(expected, Json.text(answer, "proof").orElse(""))) {
            throw failed(JoinFailure.BAD_ANSWER);
        }
        return issued;
    }

    private List<Certificate> verified(RemoteCertificates remote, Certificate signed, SigningKey key) {
        if (certificates.scopeDefinition(signed.scopeDefinitionId()).isEmpty()) {
            throw failed(JoinFailure.SCOPE_UNKNOWN);
        }
        Certificate issuer = remote.under(invitation.rootId()).stream()
                .filter(held -> held.id().equals(signed.parentId()))
                .findFirst()
                .orElseThrow(() -> failed(JoinFailure.BAD_ANSWER));
        List<Certificate> chain = new ArrayList<>(remote.verifiedChain(issuer, invitation.rootId()));
        chain.add(signed);
        remote.verify("The newly signed", chain);
        if (!signed.publicKey().equals(key.publicKey())) {
            throw failed(JoinFailure.BAD_ANSWER);
        }
        return chain;
    }

    /** Returns the reason of a refusal, by the names that this side knows. */
    private static JoinFailure refusal(ClientResponse answer) {
        String reason = answer.status() == WRONG
                ? Json.text(answer.json(), "invitation").orElse("")
                : "";
        return switch (reason) {
            case "UNKNOWN" -> JoinFailure.UNKNOWN;
            case "USED" -> JoinFailure.USED;
            case "EXPIRED" -> JoinFailure.EXPIRED;
            case "REVOKED" -> JoinFailure.REVOKED;
            default -> JoinFailure.REFUSED;
        };
    }

    private static JoinFailure failure(MorangoException e) {
        if (e instanceof ConnectionException) {
            return JoinFailure.UNREACHABLE;
        }
        return e instanceof RemoteException ? JoinFailure.REFUSED : JoinFailure.BAD_ANSWER;
    }

    private JoinException failed(JoinFailure failure) {
        return new JoinException(address.toString(), failure);
    }
}

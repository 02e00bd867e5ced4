package org.morango.server;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.internal.audit.Audit;
import org.morango.internal.binding.CopyProof;
import org.morango.internal.binding.KeyAgreement;
import org.morango.internal.binding.Opening;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.OpeningJson;
import org.morango.internal.protocol.TransferJson;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.StageRunner;
import org.morango.internal.transfer.TransferController;
import org.morango.internal.trust.Nonces;
import org.morango.internal.trust.Revocations;
import org.morango.internal.trust.Trust;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;
import org.morango.replica.FsicFormat;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.replica.SessionCreation;
import org.morango.session.Capability;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code syncsessions/}: opens, shows and closes sessions, in which each side proves its identity to the other. */
final class SyncSessionEndpoint implements Endpoint {
    private static final int MAX_TEXT = 10_000;

    private final Replica replica;
    private final PeerSettings settings;
    private final TransferController controller;
    private final StageRunner stages;
    private final SessionProof proof;
    private final Hints hints;
    private final Audit audit;
    private final Trust trust;
    private final Revocations revocations;
    private final Nonces nonces;

    SyncSessionEndpoint(
            Replica replica,
            PeerSettings settings,
            TransferController controller,
            StageRunner stages,
            SessionProof proof,
            Hints hints) {
        this.replica = replica;
        this.settings = settings;
        this.controller = controller;
        this.stages = stages;
        this.proof = proof;
        this.hints = hints;
        this.audit = new Audit(settings);
        this.trust = new Trust(replica.certificates(), settings);
        this.revocations = new Revocations(replica, settings);
        this.nonces = new Nonces(replica.certificates(), settings);
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        if (id == null) {
            return openAudited(request, RequestBody.object(request));
        }
        SyncSession session = BoundRequest.session(request)
                .filter(proven -> proven.id().equals(id))
                .or(() -> replica.sessions().syncSession(id).filter(s -> s.isServer() && s.active()))
                .orElseThrow(Refusal::notFound);
        proof.require(session, request);
        return request.method().equals("GET") ? MorangoResponse.json(200, shown(session)) : close(session);
    }

    private ObjectNode shown(SyncSession session) {
        ObjectNode shown = TransferJson.render(session);
        return session.binding() == null
                ? shown
                : shown.put(OpeningJson.REQUESTS, replica.sessions().highestRequestNumber(session.id()));
    }

    private MorangoResponse openAudited(MorangoRequest request, JsonNode body) {
        try {
            return open(request, body);
        } catch (Refusal e) {
            audit.tell(
                    Kind.SESSION_REFUSED,
                    Side.SERVER,
                    Map.of(
                            "address",
                            request.remoteAddress(),
                            "client_certificate",
                            Json.text(body, "client_certificate_id").orElse(""),
                            "reason",
                            e.status() + " " + e.body()));
            throw e;
        }
    }

    private MorangoResponse open(MorangoRequest request, JsonNode body) {
        CertificateStore store = replica.certificates();
        String serverId = Json.text(body, "server_certificate_id").orElse("");
        List<Certificate> serverChain = store.chain(serverId);
        if (serverChain.isEmpty()) {
            throw unknownCertificate();
        }
        Certificate server = serverChain.get(serverChain.size() - 1);
        List<Certificate> clientChain = clientChain(body, serverChain.get(0).id());
        Certificate client = clientChain.get(clientChain.size() - 1);
        SigningKey serverKey = store.key(serverId).orElseThrow(SyncSessionEndpoint::unknownCertificate);
        if (!server.profile().equals(client.profile())) {
            throw Refusal.text(
                    400,
                    "Certificates must both be associated with the same profile: the client's is of \""
                            + client.profile() + "\", the server's of \"" + server.profile() + "\"");
        }
        requireValid(serverChain);
        String id = Json.text(body, "id").orElse("");
        if (!Ids.isId(id)) {
            throw Refusal.field("id", "Has to be 32 hexadecimal digits.");
        }
        Optional<Opening> opening = opening(body, id, client, server);
        String nonce = Json.text(body, "nonce").orElse("");
        String message = opening.map(Opening::signedByClient).orElse(nonce + ":" + id);
        if (!client.publicKey().verifies(message, Json.text(body, "signature").orElse(""))) {
            throw Refusal.text(
                    403,
                    "Client certificate failed to verify signature: the request was not signed by the key of "
                            + client.id());
        }
        Instant now = settings.clock().instant();
        if (opening.isEmpty()) {
            requireMayDoWithout(client);
        }
        stages.tidy(settings.server().asyncAfter());
        store.save(clientChain, null);
        CopyProof copy = new CopyProof(nonce, id, client.id(), server.id());
        Instance own = replica.instance();
        boolean isCopy = copy.isOfClient(own, Json.text(body, CopyProof.MEMBER));
        boolean isSame = own.id().equals(InstanceJson.id(shortText(body, "instance")));
        if (isSame && !nonces.use(nonce)) {
            throw nonceRefused();
        }
        String instance = InstanceJson.render(isSame ? renewed(own, isCopy) : own, settings);
        SyncSession session = SyncSession.asServer(id, now, client.profile(), client.id(), server.id())
                .withAddresses(
                        shortText(body, "connection_path"), request.remoteAddress(), shortText(body, "server_ip"))
                .withInstances(shortText(body, "instance"), instance);
        ObjectNode answer = Json.object().put("server_instance", instance);
        if (isCopy) {
            answer.put(CopyProof.MEMBER, copy.ofServer(own));
        }
        if (opening.isEmpty()) {
            create(session, isSame ? null : nonce);
            return MorangoResponse.json(201, answer.put("signature", serverKey.sign(message)));
        }
        KeyAgreement agreement = KeyAgreement.begin(settings.random());
        Opening.Answer agreed = new Opening.Answer(
                agreement.publicKey(),
                Capability.header(common(opening.get())),
                instance,
                opening.get().revocations().isEmpty() || !takesRevocations()
                        ? ""
                        : revocations.digest(clientChain.get(0).id()));
        create(session.withBinding(opening.get().agree(agreement, agreed)), isSame ? null : nonce);
        store.noteBound(client.id(), now);
        OpeningJson.put(answer, agreed);
        return MorangoResponse.json(
                201, answer.put("signature", serverKey.sign(opening.get().signedByServer(agreed))));
    }

    /**
     * Refuses an unbound session if the certificate was renewed. Plain Morango does not renew certificates, so the
     * owner of a renewed one can bind sessions.
     */
    private void requireMayDoWithout(Certificate client) {
        if (!client.line().equals(client.id())) {
            throw Refusal.detail(403, "This certificate was renewed, and opens only sessions that are bound.");
        }
        proof.requireNeverBound(client.id());
    }

    /** @param nonce the nonce to be used up with it; null if that was done before */
    private void create(SyncSession session, @Nullable String nonce) {
        SessionCreation creation = nonce != null
                ? nonces.create(replica, session, nonce)
                : replica.sessions().create(session) ? SessionCreation.CREATED : SessionCreation.EXISTS;
        if (creation == SessionCreation.NONCE_REFUSED) {
            throw nonceRefused();
        }
        if (creation == SessionCreation.EXISTS) {
            throw Refusal.text(400, "A sync session of this id exists already.");
        }
        audit.session(Kind.SESSION_OPENED, session);
    }

    private Set<Capability> common(Opening opening) {
        Set<Capability> common = EnumSet.copyOf(settings.capabilities());
        common.retainAll(Capability.parseHeader(opening.capabilities()));
        return common;
    }

    private boolean takesRevocations() {
        return settings.capabilities().contains(Capability.CERTIFICATE_REVOCATION);
    }

    private static Refusal nonceRefused() {
        return Refusal.text(403, "Nonce is not valid");
    }

    /**
     * Makes this side another instance, because the client is the same one: one of the two databases is a copy of the
     * other, and both renew their instance.
     */
    private Instance renewed(Instance own, boolean isCopy) {
        if (!isCopy) {
            throw Refusal.text(
                    403,
                    "The client says that it is the same instance as this server, and does not prove that one is a copy of the"
                            + " other");
        }
        if (!replica.renewCopied(own.id())) {
            throw Refusal.text(
                    403,
                    "The client says that it is the same instance as this server, which has been renewed for that too often"
                            + " within a day. If one is a copy of the other, sync again tomorrow");
        }
        return replica.instance();
    }

    private void requireValid(List<Certificate> serverChain) {
        try {
            trust.check("The server's", serverChain);
        } catch (CertificateException e) {
            throw Refusal.text(403, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the client's offer; empty if the session is not to be bound. */
    private Optional<Opening> opening(JsonNode body, String id, Certificate client, Certificate server) {
        Optional<Opening> opening = settings.capabilities().contains(Capability.BOUND_SESSIONS)
                ? OpeningJson.parse(body, id, client, server)
                : Optional.empty();
        if (opening.isEmpty() && !settings.trust().allowPlainMorango()) {
            throw Refusal.text(403, "This server opens only sessions that are bound to their certificates");
        }
        return opening;
    }

    /**
     * Returns the verified chain of the client. Signatures are verified only if the chain names the server's root:
     * other chains have nothing in common with it.
     */
    private List<Certificate> clientChain(JsonNode body, String rootId) {
        try {
            List<Certificate> chain = CertificateJson.parseChain(
                    Json.text(body, "certificate_chain").orElse(""));
            if (!chain.isEmpty() && !chain.get(0).id().equals(rootId)) {
                throw Refusal.text(
                        403,
                        "The client's certificate is under root " + chain.get(0).id() + ", the server's under root "
                                + rootId + "; take certificates of one root");
            }
            trust.verify("The client's", chain);
            String leaf = chain.get(chain.size() - 1).id();
            if (!leaf.equals(Json.text(body, "client_certificate_id").orElse(""))) {
                throw Refusal.text(
                        403, "Saving certificate chain has failed: its last certificate is not the client's");
            }
            return chain;
        } catch (CertificateException e) {
            throw Refusal.text(403, "Saving certificate chain has failed: " + e.getMessage());
        }
    }

    private static String shortText(JsonNode body, String member) {
        String text = Json.text(body, member).orElse("");
        if (text.length() > MAX_TEXT) {
            throw Refusal.field(member, "Has to be at most " + MAX_TEXT + " characters long.");
        }
        return text;
    }

    /**
     * Closes a session. Completely received transfers were acknowledged, so they are merged first, in the background if
     * that takes long.
     */
    private MorangoResponse close(SyncSession session) {
        List<TransferSession> transfers = replica.sessions().activeTransfers(session.id());
        for (TransferSession transfer : transfers) {
            if (controller.isReceived(transfer, session)) {
                stages.proceed(
                        TransferStage.DESERIALIZING,
                        transfer,
                        session,
                        FsicFormat.V2,
                        settings.server().asyncAfter());
            }
        }
        OpenSessions open = new OpenSessions(replica, settings);
        if (transfers.isEmpty()) {
            open.closeIdle(session);
        } else {
            open.close(session);
        }
        hints.closed(session.id());
        return MorangoResponse.empty(204);
    }

    private static Refusal unknownCertificate() {
        return Refusal.text(400, "Requested certificate does not exist!");
    }
}

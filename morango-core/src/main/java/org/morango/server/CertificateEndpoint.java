package org.morango.server;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.access.Credentials;
import org.morango.access.SigningPermission;
import org.morango.access.TokenVerifier;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.common.MorangoException;
import org.morango.internal.audit.Audit;
import org.morango.internal.binding.SealedCredentials;
import org.morango.internal.protocol.Json;
import org.morango.internal.text.LogText;
import org.morango.internal.trust.Issuing;
import org.morango.internal.trust.Trust;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * {@code certificates/}: shows the certificates that this server can act under, and signs new ones for permitted users.
 */
final class CertificateEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateEndpoint.class);

    private final Replica replica;
    private final PeerSettings settings;
    /**
     * Long enough for slow links. Sealed credentials are only useful together with their request, however long this is.
     */
    private static final Duration PROOF_LIFETIME = Duration.ofMinutes(10);

    private final LoginChecks logins;
    private final Audit audit;
    private final Trust trust;

    CertificateEndpoint(Replica replica, PeerSettings settings) {
        this.logins = new LoginChecks(settings);
        this.audit = new Audit(settings);
        this.replica = replica;
        this.settings = settings;
        this.trust = new Trust(replica.certificates(), settings);
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        if (id != null) {
            return MorangoResponse.json(200, CertificateJson.render(one(id)));
        }
        return request.method().equals("GET") ? list(request) : sign(request);
    }

    private Certificate one(String id) {
        return ofChain(id).reduce((above, below) -> below).orElseThrow(Refusal::notFound);
    }

    private MorangoResponse list(MorangoRequest request) {
        String profile = request.query().get("profile");
        ArrayNode list = Json.array();
        selected(request).stream()
                .filter(c -> profile == null || c.profile().equals(profile))
                .forEach(c -> list.add(CertificateJson.render(c)));
        return MorangoResponse.json(200, list);
    }

    private List<Certificate> selected(MorangoRequest request) {
        String root = request.query().get("primary_partition");
        if (root != null) {
            return trust.usable(replica.certificates().owned(root));
        }
        String descendant = request.query().get("ancestors_of");
        return descendant != null
                ? ofChain(descendant).toList()
                : trust.usable(replica.certificates().owned());
    }

    /**
     * Returns the chain of a certificate that this server can act under. The certificates of other peers are private.
     */
    private Stream<Certificate> ofChain(String id) {
        CertificateStore store = replica.certificates();
        return store.key(id).isEmpty() ? Stream.empty() : store.chain(id).stream();
    }

    private MorangoResponse sign(MorangoRequest request) {
        String name = "";
        try {
            checkAuthenticator(request);
            byte[] body = RequestBody.bytes(request);
            String opened = opened(request.header("Authorization"), body);
            Optional<String> token = SealedCredentials.token(opened);
            Principal user;
            if (token.isPresent()) {
                user = logins.user(request, token.get());
            } else {
                Credentials credentials = BasicAuthentication.parse(opened);
                name = credentials.username();
                user = logins.user(request, credentials);
            }
            name = user.getName();
            return sign(request, body, user);
        } catch (Refusal e) {
            refused(request, name, e);
            throw e;
        }
    }

    /** Returns the user and the password, or the token. A token is accepted only sealed. */
    private String opened(String header, byte[] body) {
        try {
            return SealedCredentials.parse(header)
                    .map(given -> open(given, body))
                    .orElseGet(() -> BasicAuthentication.decoded(header));
        } catch (MorangoException e) {
            throw Refusal.detail(400, String.valueOf(e.getMessage()));
        }
    }

    private String open(SealedCredentials given, byte[] body) {
        Duration age = Duration.between(
                Instant.ofEpochSecond(given.time()), settings.clock().instant());
        if (age.abs().compareTo(PROOF_LIFETIME) > 0) {
            throw Refusal.detail(400, "The credentials were sealed too long ago; ask for another proof.");
        }
        String parent = RequestBody.text(RequestBody.object(body), "parent");
        SigningKey key = replica.certificates()
                .key(parent)
                .orElseThrow(() -> Refusal.field("parent", "This server does not hold the certificate's private key."));
        return given.open(key, parent, body);
    }

    /**
     * Refuses the request, and logs a warning, if the server has neither an authenticator nor a token verifier; its
     * operator may have forgotten to set one.
     */
    private void checkAuthenticator(MorangoRequest request) {
        if (settings.server().authenticator() == UserAuthenticator.NOBODY
                && settings.server().tokenVerifier() == TokenVerifier.NOBODY
                && !request.header("Authorization").isEmpty()) {
            LOG.warn(
                    "{} asks for a certificate, but this server has no authenticator, and so refuses all requests; set"
                            + " ServerSettings.Builder.authenticator or tokenVerifier, and signingPermission",
                    LogText.plain(request.remoteAddress()));
            throw Refusal.detail(403, "This server has no authenticator, and so issues no certificates.");
        }
    }

    private void refused(MorangoRequest request, String user, Refusal refusal) {
        // A caller that only asks which authentication is needed has no password yet.
        if (!request.header("Authorization").isEmpty()) {
            audit.tell(
                    Kind.CERTIFICATE_REFUSED,
                    Side.SERVER,
                    Map.of(
                            "address",
                            request.remoteAddress(),
                            "user",
                            user,
                            "reason",
                            refusal.status() + " " + refusal.body()));
        }
    }

    private MorangoResponse sign(MorangoRequest request, byte[] bytes, Principal user) {
        JsonNode body = RequestBody.object(bytes);
        CertificateStore store = replica.certificates();
        String parentId = RequestBody.text(body, "parent");
        Certificate parent = store.find(parentId).orElseThrow(() -> missing("parent", parentId));
        SigningKey parentKey = store.key(parentId)
                .orElseThrow(() -> Refusal.field("parent", "This server does not hold the certificate's private key."));
        String definitionId = RequestBody.text(body, "scope_definition");
        ScopeDefinition definition =
                store.scopeDefinition(definitionId).orElseThrow(() -> missing("scope_definition", definitionId));
        if (!RequestBody.text(body, "profile").equals(parent.profile())) {
            throw Refusal.field(
                    "profile", "Has to be the profile of the parent certificate, \"" + parent.profile() + "\".");
        }
        try {
            VerifyKey key = VerifyKey.parse(RequestBody.text(body, "public_key"));
            List<Certificate> chain = new Issuing(store, settings)
                    .issue(parent, parentKey, definition, RequestBody.text(body, "scope_params"), key);
            Certificate signed = chain.get(chain.size() - 1);
            if (!settings.server().signingPermission().allows(user, parent, definition, signed.params())) {
                if (settings.server().signingPermission() == SigningPermission.NOTHING) {
                    LOG.warn(
                            "{} asks for a certificate, but this server has no signing permission, and so issues none; set"
                                    + " ServerSettings.Builder.signingPermission",
                            LogText.plain(request.remoteAddress()));
                }
                throw Refusal.detail(
                        403,
                        "You do not have permission to perform this action. The server's signing permission refuses user "
                                + user.getName() + " a certificate of scope " + definitionId + " with "
                                + signed.params() + ".");
            }
            store.save(chain, null);
            audit.tell(
                    Kind.CERTIFICATE_ISSUED,
                    Side.SERVER,
                    Map.of(
                            "address",
                            request.remoteAddress(),
                            "user",
                            user.getName(),
                            "certificate",
                            signed.id(),
                            "parent",
                            parentId,
                            "scope",
                            definitionId + " " + signed.params()));
            return MorangoResponse.json(201, CertificateJson.render(signed));
        } catch (CertificateException e) {
            throw Refusal.certificate(e);
        }
    }

    private static Refusal missing(String member, String id) {
        return Refusal.field(member, "Invalid pk \"" + id + "\" - object does not exist at this server.");
    }
}

package org.morango.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.OwnCertificates;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * A connection to a server, used to request certificates and to open sessions. See docs/protocol.md, "HTTP".
 * Thread-safe.
 */
public final class SyncConnection implements AutoCloseable {
    private final Connector connector;
    private final Replica replica;
    private final PeerSettings settings;
    private final PeerHttp http;
    private final String serverInstance;
    private final Set<Capability> offered;
    private final Set<Capability> common;

    private SyncConnection(Connector connector, PeerHttp http, String serverInstance, Set<Capability> offered) {
        this.connector = connector;
        this.replica = connector.replica();
        this.settings = connector.settings();
        this.http = http;
        this.serverInstance = serverInstance;
        this.offered = offered;
        Set<Capability> both = EnumSet.noneOf(Capability.class);
        both.addAll(offered);
        both.retainAll(settings.capabilities());
        this.common = Collections.unmodifiableSet(both);
    }

    static SyncConnection to(String url, Connector connector) {
        return over(new PeerHttp(PeerAddress.parse(url), connector.settings()), connector);
    }

    /** Connects by these requests. They are closed with the connection, or if this fails. */
    static SyncConnection over(PeerHttp http, Connector connector) {
        try {
            JsonNode info = info(http);
            String instance = Json.text(info, "instance_id")
                    .filter(Ids::isId)
                    .orElseThrow(() -> noPeer(http, "its answer lacks an instance id", null));
            return new SyncConnection(connector, http, instance, offered(info));
        } catch (RuntimeException e) {
            http.close();
            throw e;
        }
    }

    /**
     * Checks that a text can be the address of a peer. Makes no request.
     *
     * @throws ConnectionException if it cannot
     */
    public static void checkAddress(String url) {
        PeerAddress.parse(url);
    }

    /** Returns whether an error of a sync says that the peer could not be reached, or not for long enough. */
    public static boolean isUnreachable(Throwable error) {
        JoinException join = Failures.find(error, JoinException.class);
        return Failures.find(error, ConnectionException.class) != null
                || (join != null && join.failure() == JoinFailure.UNREACHABLE);
    }

    /** Returns whether a failed sync can be resumed later: the network failed, or the thread was asked to stop. */
    public static boolean isPassing(Throwable error) {
        return isUnreachable(error) || Failures.find(error, InterruptedException.class) != null;
    }

    private static JsonNode info(PeerHttp http) {
        ClientRequest ask = ClientRequest.get("morangoinfo/1/", Map.of());
        ClientResponse answer = http.first(ask);
        if (!answer.isSuccess()) {
            throw noPeer(http, "it answers with status " + answer.status(), null);
        }
        try {
            return answer.json();
        } catch (MorangoException e) {
            throw noPeer(http, "its answer is not JSON; some networks show a page of their own until you log in", e);
        }
    }

    private static ConnectionException noPeer(PeerHttp http, String reason, @Nullable Throwable cause) {
        return new ConnectionException(
                "What answers at " + http.address() + " is not a Morango peer: " + reason + ".",
                Map.of("url", http.address().toString()),
                cause);
    }

    private static Set<Capability> offered(JsonNode info) {
        List<String> names = new ArrayList<>();
        JsonNode named = info.get("capabilities");
        if (named != null) {
            named.forEach(name -> names.add(name.isString() ? name.stringValue() : ""));
        }
        return Capability.parse(names);
    }

    /** Returns the instance id of the server's database. */
    public String serverInstance() {
        return serverInstance;
    }

    /**
     * Returns the costs of this connection so far: all of its requests, including those that open and close sessions.
     */
    public SyncStatistics statistics() {
        Traffic.Count count = http.traffic().now();
        return new SyncStatistics(count.requests(), count.sent(), count.received(), Map.of());
    }

    /** Returns the capabilities of both sides. */
    public Set<Capability> capabilities() {
        return common;
    }

    /**
     * Returns the certificates at or below a root whose private key the server says it holds; they are not verified.
     */
    public List<Certificate> certificates(String rootId) {
        return remoteCertificates().under(rootId);
    }

    /**
     * Requests a certificate of a scope from the server. Its private key is made here and stays in this database.
     * Before the password is sent, the server proves that it holds a certificate under the root; only that server can
     * read the password.
     *
     * @param rootId the root under which the certificate is to be
     * @param scopeDefinitionId a scope definition that both sides know
     * @param scopeParams the parameters of its templates
     * @param username a user of the server's application who may have such a certificate
     * @param password the user's password
     * @return the certificate, verified and stored together with its chain and private key
     * @throws RemoteException if the server refuses
     * @throws MorangoException if the server has no certificate that allows this scope, or sends one that is not valid
     */
    public Certificate requestCertificate(
            String rootId,
            String scopeDefinitionId,
            Map<String, String> scopeParams,
            String username,
            String password) {
        return requestCertificate(rootId, scopeDefinitionId, scopeParams, Login.password(username, password));
    }

    /** As {@link #requestCertificate(String, String, Map, String, String)}, with another kind of login as well. */
    public Certificate requestCertificate(
            String rootId, String scopeDefinitionId, Map<String, String> scopeParams, Login login) {
        return new CertificateRequest(http, replica.certificates(), settings, offered)
                .send(rootId, scopeDefinitionId, scopeParams, login);
    }

    /**
     * Returns the roots under which the server says it holds a certificate, in the order of their ids. Each chain is
     * verified, but whether a root is the right one, only the user can tell.
     *
     * @throws MorangoException if its certificates are of more than 100 chains
     */
    public List<Certificate> roots() {
        return remoteCertificates().roots();
    }

    /**
     * Requests a certificate as {@link #requestCertificate(String, String, Map, Login)} does, and finds out what was
     * left open.
     *
     * @return the certificate, verified and stored together with its chain and private key
     * @throws RemoteException if the server refuses
     * @throws MorangoException likewise, or if the server offers several roots, or may not be asked for them
     */
    public Certificate join(Joining joining) {
        Certificate root = new RootChoice(http.address(), remoteCertificates()).root(joining);
        String scope = joining.scope().orElse(root.scopeDefinitionId());
        return requestCertificate(root.id(), scope, params(root, scope, joining.params()), joining.login());
    }

    private RemoteCertificates remoteCertificates() {
        return new RemoteCertificates(http, replica.certificates(), settings);
    }

    private Map<String, String> params(Certificate root, String scope, Map<String, String> given) {
        Map<String, String> params = new TreeMap<>(given);
        replica.certificates().scopeDefinition(scope).ifPresent(definition -> {
            Set<String> known = definition.parameters();
            root.params().forEach((name, value) -> {
                if (known.contains(name)) {
                    params.putIfAbsent(name, value);
                }
            });
        });
        return params;
    }

    /**
     * Renews a certificate of this side, without a password. Its issuer signs a new one of the same scope, with a new
     * key that is made here and a new lifetime. The former certificate stays valid until it expires, but is no longer
     * the default: {@link org.morango.Certificates#current()}. Revoking one of the two revokes both.
     *
     * @param mine a certificate that is still valid
     * @return the new one, verified and stored together with its chain and private key
     * @throws RemoteException if the server refuses
     * @throws MorangoException if the certificate is not this side's, not valid any more, or a root, or if the server
     *     is not its issuer or sends one that is not valid. Nothing has changed then
     */
    public Certificate renew(Certificate mine) {
        return new CertificateRenewal(http, replica.certificates(), settings, common).send(mine);
    }

    /**
     * Returns whether the server says that it is the issuer of a certificate of this side, and so can renew it. Asks
     * the server.
     */
    public boolean canRenew(Certificate mine) {
        return new CertificateRenewal(http, replica.certificates(), settings, common).isPossible(mine);
    }

    /**
     * Gives the server a certificate of a scope, signed here for the server's shared key: the reverse of a request, for
     * a server that cannot be reached by its users. See docs/protocol.md, "HTTP".
     *
     * @param parent a certificate whose private key is in this database
     * @param scopeDefinitionId a scope definition that both sides know
     * @param scopeParams the parameters of its templates
     * @return the certificate, stored here and at the server; only the server can act under it
     * @throws RemoteException if the server refuses
     * @throws MorangoException if the server accepts no certificates, this side cannot sign for the parent, or the
     *     scope lies outside the parent's; nothing was sent then
     */
    public Certificate pushCertificate(Certificate parent, String scopeDefinitionId, Map<String, String> scopeParams) {
        return new CertificatePush(http, replica.certificates(), offered).send(parent, scopeDefinitionId, scopeParams);
    }

    /**
     * As {@link #openSession(Certificate)}, with the certificate that {@link org.morango.Certificates#current()}
     * chooses.
     *
     * @throws MorangoException also if none is valid, or none allows everything that the others allow
     */
    public SyncClient openSession() {
        return openSession(new OwnCertificates(replica.certificates(), settings).required());
    }

    /**
     * Opens a session under a certificate of this side. The server has to prove that it owns one under the same root.
     * If an earlier session with this server was cut off, under this certificate or one that it renews, that session is
     * resumed instead, and the first push or pull finishes its transfers before its own.
     *
     * @throws RemoteException if the server refuses
     * @throws MorangoException if the certificate is not this side's, or the server cannot prove its own
     */
    public SyncClient openSession(Certificate mine) {
        if (mine == null) {
            throw new MorangoException("A session needs a certificate of this side, and none was given: request one by"
                    + " requestCertificate, or let openSession() choose.");
        }
        SessionOpening opening = new SessionOpening(http, connector);
        return new CutOffSessions(opening, connector)
                .takeUp(mine, serverInstance, common)
                .orElseGet(() -> new SyncClient(opening.open(mine, serverInstance, common)));
    }

    /**
     * Resumes a session that was cut off, over this connection or another, in this process or an earlier one. Finish
     * its transfers with {@link SyncClient#resume()}.
     *
     * @throws MorangoException if this database or the server does not know the session any more
     */
    public SyncClient resumeSession(String sessionId) {
        return new SyncClient(new SessionOpening(http, connector).resume(sessionId, common));
    }

    /** Closes the connection; close the sessions first. */
    @Override
    public void close() {
        http.close();
    }
}

package org.morango.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated relation between a client and a server, which holds transfer sessions. Protocol section 5.
 *
 * @param id 32 hex digits, chosen by the client
 * @param started when it was opened, by this side's clock
 * @param lastActivity when it was last used, by this side's clock
 * @param active whether transfers may still be opened in it
 * @param server whether this side is the server
 * @param profile the profile whose models it syncs
 * @param clientCertificateId the certificate the client acts under
 * @param serverCertificateId the certificate the server acts under
 * @param connectionPath the address the client connected to
 * @param clientIp the client's address, as far as known
 * @param serverIp the server's address, as far as known
 * @param clientInstance what the client says of itself, a JSON object
 * @param serverInstance what the server says of itself, a JSON object
 * @param binding what makes it a bound session; null if it is not bound, or closed
 */
public record SyncSession(
        String id,
        Instant started,
        Instant lastActivity,
        boolean active,
        boolean server,
        String profile,
        String clientCertificateId,
        String serverCertificateId,
        String connectionPath,
        String clientIp,
        String serverIp,
        String clientInstance,
        String serverInstance,
        @Nullable SessionBinding binding) {

    /** A session that is not bound. */
    public SyncSession(
            String id,
            Instant started,
            Instant lastActivity,
            boolean active,
            boolean server,
            String profile,
            String clientCertificateId,
            String serverCertificateId,
            String connectionPath,
            String clientIp,
            String serverIp,
            String clientInstance,
            String serverInstance) {
        this(
                id,
                started,
                lastActivity,
                active,
                server,
                profile,
                clientCertificateId,
                serverCertificateId,
                connectionPath,
                clientIp,
                serverIp,
                clientInstance,
                serverInstance,
                null);
    }

    /** This session, bound as agreed. */
    public SyncSession withBinding(SessionBinding newBinding) {
        return new SyncSession(
                id,
                started,
                lastActivity,
                active,
                server,
                profile,
                clientCertificateId,
                serverCertificateId,
                connectionPath,
                clientIp,
                serverIp,
                clientInstance,
                serverInstance,
                newBinding);
    }

    /** This session, no longer active; its binding is forgotten. */
    public SyncSession closed(Instant now) {
        return new SyncSession(
                id,
                started,
                now,
                false,
                server,
                profile,
                clientCertificateId,
                serverCertificateId,
                connectionPath,
                clientIp,
                serverIp,
                clientInstance,
                serverInstance);
    }
}

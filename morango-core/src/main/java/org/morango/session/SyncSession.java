package org.morango.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated relation between a client and a server, which holds transfer sessions. See docs/protocol.md,
 * "Words".
 *
 * @param id 32 hexadecimal digits, chosen by the client
 * @param started when it was opened, by this side's clock
 * @param lastActivity when it was last used, by this side's clock
 * @param active whether transfers may still be opened in it
 * @param server whether this side is the server
 * @param profile the profile whose models it syncs
 * @param clientCertificateId the certificate that the client uses
 * @param serverCertificateId the certificate that the server uses
 * @param connectionPath the address that the client connected to
 * @param clientIp the client's address, if known
 * @param serverIp the server's address, if known
 * @param clientInstance the client's description of itself, a JSON object
 * @param serverInstance the server's description of itself, a JSON object
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

    /** Makes a session that is not bound. */
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

    /** Returns this session with a binding. */
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

    /** Returns this session closed: no longer active, and without its binding. */
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

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
 * @param side which side this is
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
        Side side,
        String profile,
        String clientCertificateId,
        String serverCertificateId,
        String connectionPath,
        String clientIp,
        String serverIp,
        String clientInstance,
        String serverInstance,
        @Nullable SessionBinding binding) {
    private static final String NO_DESCRIPTION = "{}";

    /** Makes a session that this side has opened as the client; not bound, without addresses and descriptions. */
    public static SyncSession asClient(
            String id, Instant now, String profile, String clientCertificateId, String serverCertificateId) {
        return opened(Side.CLIENT, id, now, profile, clientCertificateId, serverCertificateId);
    }

    /** Makes a session that a client has opened at this side; not bound, without addresses and descriptions. */
    public static SyncSession asServer(
            String id, Instant now, String profile, String clientCertificateId, String serverCertificateId) {
        return opened(Side.SERVER, id, now, profile, clientCertificateId, serverCertificateId);
    }

    private static SyncSession opened(
            Side side, String id, Instant now, String profile, String clientCertificateId, String serverCertificateId) {
        return new SyncSession(
                id,
                now,
                now,
                true,
                side,
                profile,
                clientCertificateId,
                serverCertificateId,
                "",
                "",
                "",
                NO_DESCRIPTION,
                NO_DESCRIPTION,
                null);
    }

    /** Returns whether this side is the server. */
    public boolean isServer() {
        return side == Side.SERVER;
    }

    /** Returns whether this side sends the records of a transfer of this session. */
    public boolean isSender(TransferSession transfer) {
        return transfer.direction().sender() == side;
    }

    /** Returns whether this side receives the records of a transfer of this session. */
    public boolean isReceiver(TransferSession transfer) {
        return transfer.direction().receiver() == side;
    }

    /** Returns the other side's address as this side knows it. */
    public String peerAddress() {
        return isServer() ? clientIp : connectionPath;
    }

    /** Returns this session with the address that the client connected to, and both sides' addresses. */
    public SyncSession withAddresses(String newConnectionPath, String newClientIp, String newServerIp) {
        return new SyncSession(
                id,
                started,
                lastActivity,
                active,
                side,
                profile,
                clientCertificateId,
                serverCertificateId,
                newConnectionPath,
                newClientIp,
                newServerIp,
                clientInstance,
                serverInstance,
                binding);
    }

    /** Returns this session with both sides' descriptions of themselves, as JSON objects. */
    public SyncSession withInstances(String newClientInstance, String newServerInstance) {
        return new SyncSession(
                id,
                started,
                lastActivity,
                active,
                side,
                profile,
                clientCertificateId,
                serverCertificateId,
                connectionPath,
                clientIp,
                serverIp,
                newClientInstance,
                newServerInstance,
                binding);
    }

    /** Returns this session with a binding. */
    public SyncSession withBinding(SessionBinding newBinding) {
        return new SyncSession(
                id,
                started,
                lastActivity,
                active,
                side,
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

    /** Returns this session with the time of its last use. */
    public SyncSession usedAt(Instant now) {
        return new SyncSession(
                id,
                started,
                now,
                active,
                side,
                profile,
                clientCertificateId,
                serverCertificateId,
                connectionPath,
                clientIp,
                serverIp,
                clientInstance,
                serverInstance,
                binding);
    }

    /** Returns this session closed: no longer active, and without its binding. */
    public SyncSession closed(Instant now) {
        return new SyncSession(
                id,
                started,
                now,
                false,
                side,
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
}

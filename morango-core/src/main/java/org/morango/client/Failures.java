package org.morango.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.morango.settings.PeerSettings;
import org.morango.transport.Transport;

/** Finds out from an exception of a transport what is wrong, and whether another attempt may help. */
final class Failures {
    /** Beginning of a TLS alert: the answer of an HTTPS port to plain HTTP, if there is any. */
    private static final String TLS_ALERT = "\u0015\u0003";

    private final PeerAddress address;
    private final PeerSettings settings;

    Failures(PeerAddress address, PeerSettings settings) {
        this.address = address;
        this.settings = settings;
    }

    /**
     * Returns the exception to throw if another attempt may help.
     *
     * @throws ConnectionException if none can
     */
    Unanswered of(IOException cause) {
        if (cause instanceof Transport.TooLargeException) {
            throw new AnswerTooLargeException(
                    address + " sent " + cause.getMessage() + "; this side accepts no more (maxBodyBytes).", cause);
        }
        if (find(cause, UnresolvedAddressException.class) != null || find(cause, UnknownHostException.class) != null) {
            return new Unanswered(
                    "The host of " + address + " is unknown: its name is wrong, or this device is offline",
                    false,
                    cause);
        }
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new Unanswered("Nothing answers at " + address, false, cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return new Unanswered(
                    "The connection to " + address + " has stood still for "
                            + settings.client().requestTimeout().toSeconds() + " s, or moves less than "
                            + settings.limits().minBytesPerSecond() + " bytes a second",
                    true,
                    cause);
        }
        String reason = misused(cause);
        if (reason != null) {
            throw new ConnectionException(reason, Map.of("url", address.toString()), cause);
        }
        return new Unanswered("The connection to " + address + " broke", true, cause);
    }

    /** Returns what is wrong with the address, the certificates or the clock; null if it is none of them. */
    private @Nullable String misused(IOException cause) {
        if (cause instanceof ProtocolException
                && String.valueOf(cause.getMessage()).contains(TLS_ALERT)) {
            return speaksTls();
        }
        SSLException tls = find(cause, SSLException.class);
        if (tls == null || find(cause, EOFException.class) != null) {
            return null;
        }
        if (String.valueOf(tls.getMessage()).contains("Unsupported or unrecognized SSL message")) {
            return speaksNoTls();
        }
        if (find(cause, CertificateExpiredException.class) != null) {
            return "The TLS certificate of " + address + " has expired, or the clock of this device is wrong: it says "
                    + settings.clock().instant() + ".";
        }
        if (find(cause, CertificateNotYetValidException.class) != null) {
            return "The TLS certificate of " + address
                    + " is not valid yet: the clock of this device is probably wrong; it says "
                    + settings.clock().instant() + ".";
        }
        if (find(cause, CertPathBuilderException.class) != null) {
            return "The TLS certificate of " + address
                    + " is not trusted here: no authority that this Java trusts has signed it. Give the server a certificate with"
                    + " its chain, or add the signer's to the trust store (javax.net.ssl.trustStore).";
        }
        CertificateException certificate = find(cause, CertificateException.class);
        if (certificate != null) {
            return "The TLS certificate of " + address + " is refused: " + certificate.getMessage() + ".";
        }
        return tls instanceof SSLHandshakeException
                ? "TLS with " + address + " cannot be agreed on: " + tls.getMessage() + "."
                : null;
    }

    /** Message for an address where TLS was tried. */
    String speaksNoTls() {
        return address + " does not speak TLS: use an address that begins with http://, or the port of HTTPS.";
    }

    /** Message for an address where plain HTTP was tried. */
    String speaksTls() {
        return address + " speaks TLS: use an address that begins with https://, or the port of plain HTTP.";
    }

    static <T extends Throwable> @Nullable T find(Throwable error, Class<T> kind) {
        int depth = 0;
        for (Throwable cause = error; cause != null && depth < 20; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
            depth++;
        }
        return null;
    }
}

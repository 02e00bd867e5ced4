package org.morango.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Finds out whether a port speaks TLS although plain HTTP was tried, or the reverse: most servers then close the
 * connection without an answer, or wait.
 */
final class PortProbe {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MOST_MILLIS = 5_000;
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String ANSWER = "HTTP/";

    private final URI address;
    private final int millis;

    PortProbe(URI address, Duration timeout) {
        this.address = address;
        this.millis = (int) Math.min(timeout.toMillis(), MOST_MILLIS);
    }

    /** Returns whether the port speaks the protocol that the address does not name. */
    boolean speaksTheOther() {
        return isTls() ? speaksHttp() : speaksTls();
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private Socket connected() throws IOException {
        int port = address.getPort() >= 0 ? address.getPort() : isTls() ? HTTPS : HTTP;
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.getHost(), port), millis);
        socket.setSoTimeout(millis);
        return socket;
    }

    private boolean speaksHttp() {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(REQUEST);
            byte[] begin = socket.getInputStream().readNBytes(ANSWER.length());
            return new String(begin, StandardCharsets.US_ASCII).equals(ANSWER);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean speaksTls() {
        SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket plain = connected();
                SSLSocket socket = (SSLSocket) tls.createSocket(plain, address.getHost(), plain.getPort(), true)) {
            socket.startHandshake();
            return true;
        } catch (SSLHandshakeException e) {
            // The port has presented a certificate that is not trusted, or answers in a way that only TLS has.
            return Failures.find(e, CertificateException.class) != null
                    || String.valueOf(e.getMessage()).contains("alert");
        } catch (IOException e) {
            return false;
        }
    }
}

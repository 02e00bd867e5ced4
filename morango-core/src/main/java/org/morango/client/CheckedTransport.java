package org.morango.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.morango.transport.Transport;

/**
 * Sends nothing to hosts at which no peers are ({@link AddressPolicy}). Looks up each request's host just before, and
 * checks all of its addresses. The JDK remembers them for some seconds, so the request goes to one of those. Names that
 * are unknown here are left to transports that find hosts by themselves. Answers do not go on, and ports are not probed.
 */
final class CheckedTransport implements Transport {
    private final Transport transport;
    private final Resolver resolver;

    /** Finds the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    CheckedTransport(Transport transport, Resolver resolver) {
        this.transport = transport;
        this.resolver = resolver;
    }

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        check(request.uri());
        return transport.send(request);
    }

    /** @throws JoinException if one of the host's addresses is not one of a peer */
    private void check(URI uri) throws UnknownHostException {
        for (InetAddress address : addresses(uri.getHost())) {
            if (!AddressPolicy.allows(address)) {
                throw new JoinException(uri.resolve("/").toString(), JoinFailure.ADDRESS_REFUSED);
            }
        }
    }

    private InetAddress[] addresses(String host) throws UnknownHostException {
        try {
            return resolver.addresses(host);
        } catch (UnknownHostException e) {
            if (transport.isDirect()) {
                throw e;
            }
            return new InetAddress[0];
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}

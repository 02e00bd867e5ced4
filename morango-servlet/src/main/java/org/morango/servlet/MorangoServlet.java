package org.morango.servlet;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.Peer;
import org.morango.internal.http.DrainableBody;
import org.morango.internal.http.QueryText;
import org.morango.internal.protocol.Protocol;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.ResponseStream;

/**
 * Serves a peer's endpoints from a servlet container. Map it to {@code /api/morango/v1/*}; peers then connect to the
 * application's own address, including the context path. If it is mapped to {@code /sync/*}, they connect to
 * {@code …/sync/}. The container's threads, limits and TLS apply; {@link org.morango.settings.ServerSettings#threads} does not.
 *
 * <p>A request's body is read while it arrives. An answer is at most one chunk, and is already in memory when it is
 * written. Requests are handled in the container's thread: they spend nearly all of their time in the database, whose
 * driver blocks a thread anyway. Stages that take long continue in threads of the library while their client asks
 * again. Hints to clients need no thread; register the servlet, and the filters before it, with
 * {@code asyncSupported}, otherwise clients get none.
 */
public class MorangoServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String API = "/" + Protocol.API_PATH;
    private static final String MAPPED_API = API.substring(0, API.length() - 1);

    private final transient Supplier<? extends Peer> peer;
    private final transient TrustedProxies trustedProxies;
    private transient @Nullable MorangoEndpoints endpoints;

    /** Serves a peer that is not behind proxies, or whose container handles the proxies' headers. */
    public MorangoServlet(Peer peer) {
        this(peer, TrustedProxies.none());
    }

    /** Serves a peer behind proxies. */
    public MorangoServlet(Peer peer, TrustedProxies trustedProxies) {
        this(() -> peer, trustedProxies);
    }

    /** Serves a peer that does not exist before the container starts to serve. */
    public MorangoServlet(Supplier<? extends Peer> peer, TrustedProxies trustedProxies) {
        this.peer = peer;
        this.trustedProxies = trustedProxies;
    }

    @Override
    public void init() {
        Peer served = peer.get();
        endpoints = served.endpoints();
        started(served);
    }

    /**
     * Called when the servlet starts to serve; logs the paths. Override this method if more is known of the address.
     */
    protected void started(Peer served) {
        ServletRegistration registration = getServletContext().getServletRegistration(getServletName());
        served.announce("the paths " + (registration == null ? List.of() : registration.getMappings()) + " below \""
                + getServletContext().getContextPath() + "/\" of this web server");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        DrainableBody body = new DrainableBody(request.getInputStream());
        MorangoResponse answer = answer(Objects.requireNonNull(endpoints), request, body);
        body.drain();
        send(request, response, answer);
    }

    private MorangoResponse answer(MorangoEndpoints served, HttpServletRequest request, DrainableBody body) {
        String path = path(request);
        if (path == null) {
            return MorangoResponse.refusal(404, "Not found.");
        }
        Map<String, String> query;
        try {
            query = QueryText.parse(request.getQueryString());
        } catch (IllegalArgumentException e) {
            return MorangoResponse.refusal(400, "The query is malformed.");
        }
        Origin origin = Origin.of(request, trustedProxies);
        return served.handle(new MorangoRequest(
                request.getMethod(),
                path,
                query,
                name -> header(request, name),
                body,
                origin.remoteAddress(),
                String.valueOf(request.getLocalAddr()),
                origin.base() + request.getContextPath() + mappedTo(request) + Protocol.API_PATH,
                request.isAsyncSupported()));
    }

    /** Returns a header. HTTP/2 has none for the host. */
    private static @Nullable String header(HttpServletRequest request, String name) {
        String value = request.getHeader(name);
        return value == null && name.equals("Host") ? request.getServerName() : value;
    }

    /** Returns the decoded path after the API's path; null for a path outside the API. */
    private static @Nullable String path(HttpServletRequest request) {
        String servlet = request.getServletPath();
        String info = request.getPathInfo();
        // A servlet mapped to "/" has the whole path as its servlet path.
        String whole = info == null ? servlet : info;
        if (info != null && servlet.endsWith(MAPPED_API)) {
            return info.substring(1);
        }
        return whole.startsWith(API) ? whole.substring(API.length()) : null;
    }

    /** Returns the path between the context's and the API's, ending in a slash. */
    private static String mappedTo(HttpServletRequest request) {
        String servlet = request.getServletPath();
        if (request.getPathInfo() == null) {
            return "/";
        }
        return servlet.endsWith(MAPPED_API)
                ? servlet.substring(0, servlet.length() - MAPPED_API.length()) + "/"
                : servlet + "/";
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, MorangoResponse answer)
            throws IOException {
        ResponseStream stream = answer.stream();
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (stream != null) {
            AsyncStream.begin(request.startAsync(), stream);
            return;
        }
        byte[] body = answer.body();
        if (body.length > 0) {
            response.setContentLength(body.length);
        }
        if (body.length > 0 && !request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /**
     * Ends the answers that go on, so that the container can end as soon as its other requests are answered. Call it
     * before a graceful shutdown of the container, which waits for all requests.
     */
    public void endStreams() {
        MorangoEndpoints served = endpoints;
        if (served != null) {
            served.endStreams();
        }
    }

    /** Stops background work. */
    @Override
    public void destroy() {
        if (endpoints != null) {
            endpoints.close();
        }
    }
}

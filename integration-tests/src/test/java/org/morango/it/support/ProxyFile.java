package org.morango.it.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.morango.it.support.ReverseProxy.Changes;
import org.morango.it.support.ReverseProxy.Kind;

/**
 * The configuration of a reverse proxy.
 *
 * @param directory for the files that it writes
 * @param port that it listens on
 * @param server the port that it passes on to
 */
record ProxyFile(Path program, Path directory, int port, int server, Changes changes) {

    List<String> lines(Kind kind) {
        return switch (kind) {
            case NGINX -> nginx();
            case APACHE -> apache();
            case HAPROXY -> haproxy();
        };
    }

    private boolean isIdleLimited() {
        return !changes.idle().isZero();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private List<String> nginx() {
        List<String> lines = new ArrayList<>();
        if (isRoot()) {
            lines.add("user root;");
        }
        lines.addAll(List.of(
                "daemon off;",
                "worker_processes auto;",
                "pid " + directory.resolve("pid") + ";",
                "events { worker_connections 768; }",
                "http {",
                "sendfile on; tcp_nopush on; types_hash_max_size 2048;",
                "default_type application/octet-stream;",
                "access_log " + directory.resolve("access.log") + ";",
                "gzip on;"));
        for (String each : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            lines.add(each + "_temp_path " + directory.resolve(each) + ";");
        }
        if (changes.compresses()) {
            lines.add("gzip_proxied any; gzip_types *; gzip_min_length 1; gzip_http_version 1.0;");
        }
        lines.add("server { listen 127.0.0.1:" + port + "; location / {");
        lines.add("proxy_pass http://127.0.0.1:" + server + ";");
        if (isIdleLimited()) {
            lines.add("proxy_read_timeout " + changes.idle().toMillis() + "ms;");
        }
        if (changes.maxBody() > 0) {
            lines.add("client_max_body_size " + changes.maxBody() + ";");
        }
        lines.add("} } }");
        return lines;
    }

    private List<String> apache() {
        List<String> lines = new ArrayList<>(List.of(
                "ServerName localhost",
                "Listen 127.0.0.1:" + port,
                "PidFile " + directory.resolve("pid"),
                "DefaultRuntimeDir " + directory,
                "ErrorLog " + directory.resolve("error.log"),
                "Timeout 300",
                "KeepAlive On",
                "MaxKeepAliveRequests 100",
                "KeepAliveTimeout 5"));
        for (String module :
                List.of("mpm_event", "authz_core", "proxy", "proxy_http", "reqtimeout", "filter", "deflate")) {
            lines.add("LoadModule " + module + "_module " + modules().resolve("mod_" + module + ".so"));
        }
        if (isRoot()) {
            lines.addAll(List.of("User daemon", "Group daemon"));
        }
        lines.add("RequestReadTimeout header=20-40,minrate=500");
        lines.add("RequestReadTimeout body=10,minrate=500");
        lines.add(
                "AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css text/javascript application/json");
        if (changes.compresses()) {
            lines.add("SetOutputFilter DEFLATE");
        }
        if (isIdleLimited()) {
            lines.add("ProxyTimeout " + changes.idle().toSeconds());
        }
        lines.add("ProxyPass / http://127.0.0.1:" + server + "/");
        return lines;
    }

    private Path modules() {
        Path installed = program.toAbsolutePath().getParent().getParent();
        return Stream.of(installed.resolve("lib/apache2/modules"), Path.of("/usr/lib64/httpd/modules"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The modules of " + program + " were not found."));
    }

    private List<String> haproxy() {
        String idle = isIdleLimited() ? changes.idle().toMillis() + "ms" : "50000";
        List<String> lines = new ArrayList<>(List.of(
                "defaults",
                "mode http",
                "option httplog",
                "option dontlognull",
                "timeout connect 5000",
                "timeout client " + idle,
                "timeout server " + idle,
                "frontend clients",
                "bind 127.0.0.1:" + port,
                "default_backend peers",
                "backend peers",
                "server peer 127.0.0.1:" + server));
        if (changes.compresses()) {
            lines.add("compression algo gzip");
        }
        return lines;
    }
}

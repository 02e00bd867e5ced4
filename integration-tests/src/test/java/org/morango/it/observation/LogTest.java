package org.morango.it.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoServer;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Content of the log at INFO. */
class LogTest {
    private static final int INFO = 20;

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Map<Logger, Integer> levels = new HashMap<>();
    private final PrintStream errors = System.err;

    @BeforeEach
    void listen() throws ReflectiveOperationException {
        // Loads every class that logs.
        sync(Facility.settings().build());
        for (Logger logger : loggers()) {
            if (logger.getName().startsWith("org.morango")) {
                levels.put(logger, level(logger, INFO));
            }
        }
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        System.setErr(errors);
        for (Map.Entry<Logger, Integer> logger : levels.entrySet()) {
            level(logger.getKey(), logger.getValue());
        }
    }

    /**
     * Sets the level of a logger, and returns the former one. Uses reflection, because slf4j-simple reads its levels
     * only once in each process.
     */
    private static int level(Logger logger, int level) throws ReflectiveOperationException {
        Field field = logger.getClass().getDeclaredField("currentLogLevel");
        field.setAccessible(true);
        int former = field.getInt(logger);
        field.setInt(logger, level);
        return former;
    }

    private static List<Logger> loggers() throws ReflectiveOperationException {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        Field field = factory.getClass().getDeclaredField("loggerMap");
        field.setAccessible(true);
        return ((Map<?, ?>) field.get(factory))
                .values().stream().map(Logger.class::cast).toList();
    }

    private List<String> lines() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("org.morango") && !line.contains("org.morango.Peer "))
                .toList();
    }

    private void sync(PeerSettings ofServer) {
        try (MorangoServer server = Peer.on(there, ofServer).serve(0);
                SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            session.push();
            session.pull();
        }
    }

    @Test
    void syncWithoutChangesIsOneLineOnEachSide() {
        sync(Facility.settings().build());
        assertThat(lines()).hasSizeBetween(1, 2);
    }

    @Test
    void serverWithoutAnAuthenticatorTellsItsOwner() {
        try (MorangoServer server = Peer.on(there, PeerSettings.defaults()).serve(0);
                SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()))) {
            assertThatThrownBy(() -> connection.requestCertificate(
                            Facility.ROOT.id(), "full-facility", Map.of("dataset_id", Facility.ROOT.id()), "a", "b"))
                    .isInstanceOf(MorangoException.class);
        }
        assertThat(lines())
                .filteredOn(line -> line.contains(" WARN "))
                .singleElement()
                .asString()
                .contains("this server has no authenticator", "ServerSettings.Builder.authenticator");
    }

    @Test
    void whatTheClientIsToldOfAFailedStageStandsInTheServersLog() {
        here.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        PeerSettings failing = Facility.settings()
                .operation(TransferStage.DEQUEUING, (transfer, stage) -> {
                    throw new IllegalStateException("a bug of the application");
                })
                .build();
        assertThatThrownBy(() -> sync(failing)).satisfies(error -> {
            Matcher reference = Pattern.compile("its log says why, under (?:transfer|reference) ([0-9a-f]{8,32})")
                    .matcher(messages(error));
            assertThat(reference.find()).as(messages(error)).isTrue();
            assertThat(messages(error)).doesNotContain("a bug of the application");
            assertThat(log.toString(StandardCharsets.UTF_8)).contains(reference.group(1), "a bug of the application");
        });
    }

    private static String messages(Throwable error) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    /** Texts of other peers appear in the log on one line, and without control characters for terminals. */
    @Test
    void nobodyForgesLines() {
        String forged = "\nFORGED\r\u0085\u009b\u202e\u2028\u001b[2J";
        AtomicBoolean fails = new AtomicBoolean();
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                if (fails.get()) {
                    throw new IllegalStateException("Value " + forged, new IllegalArgumentException(forged));
                }
                return Instant.EPOCH;
            }
        };
        try (MorangoEndpoints endpoints =
                Peer.on(there, Facility.settings().clock(clock).build()).endpoints()) {
            fails.set(true);
            endpoints.handle(request("POST" + forged, "nonces/" + forged, "192.0.2.1" + forged));
            fails.set(false);
            endpoints.handle(request("POST", "transfersessions/", "192.0.2.1" + forged));
            endpoints.handle(request("POST", "proofs/", "192.0.2.1" + forged));
        }
        assertThat(new MorangoException("of " + forged, new IllegalStateException(forged)).getMessage())
                .isEqualTo("of  FORGED\\u000d\\u0085\\u009b\\u202e\\u2028\\u001b[2J");
        String all = log.toString(StandardCharsets.UTF_8);
        assertThat(all)
                .contains("POST\\u000aFORGED", "nonces/\\u000aFORGED", "192.0.2.1\\u000aFORGED", "Value \\u000aFORGED");
        assertThat(all).doesNotContain("\u0085", "\u009b", "\u202e", "\u2028", "\u001b", "\r");
        assertThat(all.lines()).noneMatch(line -> line.startsWith("FORGED"));
    }

    private static MorangoRequest request(String method, String path, String address) {
        return new MorangoRequest(
                method,
                path,
                Map.of(),
                name -> name.equals("Content-Type") ? "application/json" : null,
                new ByteArrayInputStream("{\"a\":\u0001\n}".getBytes(StandardCharsets.UTF_8)),
                address,
                "",
                "http://server.example/",
                false);
    }
}

package org.morango.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.morango.session.StageOperation;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeer;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogContextTest {
    private static final org.slf4j.Logger APPLICATION = LoggerFactory.getLogger("application");

    @RegisterExtension
    static final PeersExtension PEERS = PeersExtension.builder()
            .entities(Reading.class)
            .count(2)
            .settings(PeerSettings.builder()
                    .operation(TransferStage.SERIALIZING, StageOperation.after(context -> APPLICATION.error("done")))
                    .build())
            .build();

    private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // Copied now, because it belongs to the thread.
            event.getMDCPropertyMap();
            logged.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        root().addAppender(appender);
    }

    @AfterEach
    void listenNoMore() {
        root().detachAppender(appender);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void linesSayWhatTheyAreAbout(TestPeer server, TestPeer client) {
        MDC.put("morango.peer", "of the application");
        client.inTransaction(
                entities -> entities.persist(new Reading(server.certificate().id(), 1)));
        TransferSession pushed = client.push(server);

        assertThat(logged)
                .filteredOn(e -> e.getLoggerName().equals("application"))
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .containsExactlyInAnyOrder(
                        Map.of(
                                "morango.session",
                                pushed.syncSessionId(),
                                "morango.transfer",
                                pushed.id(),
                                "morango.peer",
                                server.url()),
                        Map.of(
                                "morango.session",
                                pushed.syncSessionId(),
                                "morango.transfer",
                                pushed.id(),
                                "morango.peer",
                                "127.0.0.1"));
        assertThat(logged)
                .filteredOn(e -> e.getLoggerName().equals("org.morango.audit")
                        && e.getFormattedMessage().startsWith("SESSION_OPENED as=server"))
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .containsExactly(Map.of("morango.peer", "127.0.0.1"));
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("morango.peer", "of the application"));
    }

    @Test
    void nothingIsLoggedAtWarnWhileAllIsWell(TestPeer server, TestPeer client) {
        client.syncWith(server);

        assertThat(logged)
                .filteredOn(e -> e.getLoggerName().startsWith("org.morango"))
                .allSatisfy(e -> assertThat(e.getLoggerName()).isIn("org.morango.audit", "org.morango.Peer"))
                .allSatisfy(e -> assertThat(e.getLevel()).isEqualTo(Level.INFO));
    }
}

package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateException;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A scope definition names its models. Records of others are not transferred, whichever side sends. */
class ScopeModelsTest {
    private static final ScopeDefinition LOGS = ScopeDefinition.named("logs", InMemoryReplica.PROFILE)
            .readWrite("${dataset_id}:user-rw:${user_id}:")
            .readModels("log", "lesson")
            .writeModels("log")
            .build();
    private static final ScopeDefinition LIAR = ScopeDefinition.named("logs", InMemoryReplica.PROFILE)
            .readWrite("${dataset_id}:user-rw:${user_id}:")
            .build();
    private static final String USER = "u".repeat(8);
    private static final String PARTITION = Facility.partition("user-rw:" + USER + ":");
    private static final SigningKey KEY = Facility.CLIENT_KEY;
    private static final Certificate LEARNER = Certificate.issue(
            Facility.ROOT_KEY,
            Facility.ROOT,
            LOGS,
            "{\"dataset_id\": \"" + Facility.ROOT.id() + "\", \"user_id\": \"" + USER + "\"}",
            KEY.publicKey(),
            "salt");

    private final InMemoryReplica here = Facility.bareReplica();
    private final InMemoryReplica there = Facility.rootReplica();

    private void sync(ScopeDefinition mine, ScopeDefinition theirs, boolean push) {
        here.certificates().save(mine);
        there.certificates().save(theirs);
        here.certificates().save(List.of(Facility.ROOT, LEARNER), KEY);
        try (MorangoServer server = Facility.peer(there).serve(0);
                SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(LEARNER)) {
            if (push) {
                client.push();
            } else {
                client.pull();
            }
        }
    }

    private static void write(InMemoryReplica replica, String... models) {
        for (String model : models) {
            replica.put(model, model, PARTITION, "{}");
        }
    }

    @Test
    void onlyModelsOfBothScopesArePushed() {
        write(here, "log", "lesson", "user");
        sync(LOGS, LOGS, true);
        assertThat(there.store().values()).extracting(r -> r.modelName()).containsExactly("log");
    }

    @Test
    void onlyModelsOfBothScopesArePulled() {
        write(there, "log", "lesson", "user");
        sync(LOGS, LOGS, false);
        assertThat(here.store().values()).extracting(r -> r.modelName()).containsExactlyInAnyOrder("log", "lesson");
    }

    @Test
    void clientThatSendsOthersIsRefused() {
        write(here, "log", "user");
        assertThatThrownBy(() -> sync(LIAR, LOGS, true))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("is of a model that the scopes of the two certificates do not allow")
                .hasMessageContaining("they allow log");
        assertThat(there.store()).isEmpty();
    }

    @Test
    void serverThatSendsOthersIsRefused() {
        write(there, "log", "user");
        assertThatThrownBy(() -> sync(LOGS, LIAR, false))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("is of a model that the scopes of the two certificates do not allow")
                .hasMessageContaining("they allow lesson, log");
        assertThat(here.store()).isEmpty();
    }

    @Test
    void definitionWithoutModelsIsForAll() {
        write(here, "log", "user");
        sync(LIAR, LIAR, true);
        assertThat(there.store()).hasSize(2);
    }

    @Test
    void certificateForMoreModelsThanItsParentsIsRefused() {
        ScopeDefinition wider = ScopeDefinition.named("wider", InMemoryReplica.PROFILE)
                .readWrite("${dataset_id}:user-rw:${user_id}:")
                .models("log", "user")
                .build();
        List<ScopeDefinition> known = List.of(Facility.FULL, LOGS, wider);
        List<Certificate> chain = List.of(
                Facility.ROOT,
                LEARNER,
                Certificate.issue(KEY, LEARNER, wider, LEARNER.scopeParams(), KEY.publicKey(), "other"));
        assertThatThrownBy(() -> CertificateChains.verify(
                        chain,
                        id -> known.stream()
                                .filter(definition -> definition.id().equals(id))
                                .findFirst()
                                .orElse(null)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("it may read models log, user, at most lesson, log are allowed");
    }
}

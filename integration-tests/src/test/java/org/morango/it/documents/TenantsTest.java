package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.morango.access.SigningPermission;
import org.morango.hibernate.Morango;
import org.morango.it.documents.tenants.Bill;
import org.morango.it.documents.tenants.CurrentPractice;
import org.morango.record.ScopeDefinition;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeer;

/** The steps of docs/howto.md, "Sync tenants". */
class TenantsTest {
    static final ScopeDefinition PRACTICE = ScopeDefinition.named("practice", "practices")
            .readWrite("${root}:tenants:${tenant}:")
            .build();

    @RegisterExtension
    static final PeersExtension PEERS = PeersExtension.builder()
            .entities(Bill.class)
            .property("hibernate.tenant_identifier_resolver", CurrentPractice.class.getName())
            .scopes(profile -> List.of(
                    ScopeDefinition.named("everything", profile)
                            .primaryParam("root")
                            .readWrite("${root}")
                            .build(),
                    PRACTICE))
            .count(2)
            .build();

    private final Map<String, Set<String>> practicesOf = Map.of("ada", Set.of("north"));

    SigningPermission permission() {
        SigningPermission permission = (user, parent, scope, params) ->
                scope.id().equals("practice") && practicesOf(user).contains(params.get("tenant"));
        return permission;
    }

    private Set<String> practicesOf(Principal user) {
        return practicesOf.getOrDefault(user.getName(), Set.of());
    }

    static Morango withRoots(EntityManagerFactory entityManagerFactory, Map<String, String> rootOfPractice) {
        Morango morango = Morango.builder(entityManagerFactory)
                .rootOfTenant(rootOfPractice::get)
                .build();
        return morango;
    }

    private static void write(TestPeer peer, String practice, String text) {
        CurrentPractice.set(practice);
        peer.inTransaction(entities -> entities.persist(new Bill(text)));
        CurrentPractice.set("none");
    }

    private static List<String> bills(TestPeer peer, String practice) {
        CurrentPractice.set(practice);
        List<String> texts =
                peer.findAll(Bill.class).stream().map(Bill::getText).sorted().toList();
        CurrentPractice.set("none");
        return texts;
    }

    @AfterEach
    void asNobody() {
        CurrentPractice.set("none");
    }

    @Test
    void deviceOfAPracticeGetsAndSendsItsBillsOnly(TestPeer server, TestPeer device) {
        write(server, "north", "from the server");
        write(server, "south", "secret");
        device.joinAs("practice", Map.of("tenant", "north"));
        write(device, "north", "from the device");
        write(device, "south", "not its own");
        device.syncWith(server);
        assertThat(bills(device, "north")).containsExactly("from the device", "from the server");
        assertThat(bills(device, "south")).containsExactly("not its own");
        assertThat(bills(server, "north")).containsExactly("from the device", "from the server");
        assertThat(bills(server, "south")).containsExactly("secret");
    }

    @Test
    void certificateIsForAPracticeOfTheUser() {
        assertThat(permission().allows(() -> "ada", null, PRACTICE, Map.of("tenant", "north")))
                .isTrue();
        assertThat(permission().allows(() -> "ada", null, PRACTICE, Map.of("tenant", "south")))
                .isFalse();
    }
}

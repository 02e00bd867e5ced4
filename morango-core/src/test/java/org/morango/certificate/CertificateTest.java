package org.morango.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Vectors;
import org.morango.Vectors.Case;
import org.morango.certificate.CertificateException.Reason;
import org.morango.record.Filter;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CertificateTest {
    private static final ScopeDefinition FULL = CertificateVectors.DEFINITIONS.get("full-facility");
    private static final ScopeDefinition SINGLE = CertificateVectors.DEFINITIONS.get("single-user");

    @ParameterizedTest
    @MethodSource("checks")
    void chainsAreJudgedAsByTheOriginal(Case vector) {
        String result = vector.data().get("result").stringValue();
        String name = vector.data().get("case").stringValue();
        List<Certificate> chain =
                CertificateJson.parseChain(vector.data().get("chain").toString());

        if (result.equals("accepted")) {
            verify(chain);
        } else {
            assertThatThrownBy(() -> verify(chain)).as(name).isInstanceOfSatisfying(CertificateException.class, e -> {
                assertThat(e.reason().wireName()).as(name).isEqualTo(result);
                assertThat(e.ids()).as(name).containsKey("certificate");
            });
        }
    }

    static List<Case> checks() {
        return CertificateVectors.checks();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void chainsOfTheOriginalAreValidAndReadAsWritten(Case vector) {
        List<Certificate> chain =
                CertificateJson.parseChain(vector.data().get("chain").toString());
        Certificate leaf = chain.get(chain.size() - 1);
        Scope scope = leaf.scope(CertificateVectors.DEFINITIONS.get(leaf.scopeDefinitionId()));

        verify(chain);
        assertThat(CertificateJson.parseChain(CertificateJson.renderChain(chain)))
                .isEqualTo(chain);
        assertThat(scope.read().partitions())
                .containsExactlyElementsOf(Vectors.strings(vector.data().get("leaf_read_filter")));
        assertThat(scope.write().partitions())
                .containsExactlyElementsOf(Vectors.strings(vector.data().get("leaf_write_filter")));
        for (int i = 0; i < chain.size(); i++) {
            ObjectNode expected = vector.data().get("chain").get(i).deepCopy().asObject();
            expected.remove("private_key");
            assertThat(CertificateJson.render(chain.get(i))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void issuedCertificatesAreThoseOfTheOriginalByteForByte(Case vector) {
        Certificate parent = null;
        SigningKey parentKey = null;
        for (JsonNode node : vector.data().get("chain")) {
            Certificate original = CertificateJson.parse(node);
            SigningKey key = SigningKey.fromPem(node.get("private_key").stringValue());
            ScopeDefinition definition = CertificateVectors.DEFINITIONS.get(original.scopeDefinitionId());
            Certificate issued = parent == null || parentKey == null
                    ? Certificate.root(key, definition, Map.of())
                    : Certificate.issue(
                            parentKey,
                            parent,
                            definition,
                            original.scopeParams(),
                            original.publicKey(),
                            original.salt());

            assertThat(issued).isEqualTo(original);
            parent = issued;
            parentKey = key;
        }
    }

    static List<Case> chains() {
        return CertificateVectors.chains();
    }

    @Test
    void rootHasItsOwnIdWhateverTheExtraParameters() {
        Certificate root = Certificate.root(
                CertificateVectors.goodKey(0), FULL, Map.of("zeta", "ü\"\\\n", "dataset_id", "other", "alpha", "1"));

        assertThat(root.scopeParams())
                .isEqualTo(
                        "{\"dataset_id\": \"" + root.id() + "\", \"alpha\": \"1\", \"zeta\": \"\\u00fc\\\"\\\\\\n\"}");
        assertThat(root.params()).containsEntry("zeta", "ü\"\\\n");
        assertThat(root.scope(FULL).read()).isEqualTo(Filter.of(root.id()));
        assertReason(Reason.MALFORMED, () -> root.scope(SINGLE));
    }

    @Test
    void rootNeedsADefinitionForRoots() {
        ScopeDefinition wide = ScopeDefinition.named("wide", "p")
                .primaryParam("d")
                .readWrite("$d other")
                .build();

        assertReason(
                Reason.ROOT_SCOPE_INVALID,
                () -> Certificate.root(CertificateVectors.goodKey(0), SINGLE, Map.of("dataset_id", "x")));
        assertReason(Reason.ROOT_SCOPE_INVALID, () -> Certificate.root(CertificateVectors.goodKey(0), wide, Map.of()));
    }

    @Test
    void issuingNeedsTheParentsKeyAndProfile() {
        Certificate root = CertificateVectors.goodChain().get(0);
        SigningKey key = CertificateVectors.goodKey(0);
        SigningKey other = CertificateVectors.goodKey(1);
        ScopeDefinition foreign = CertificateVectors.DEFINITIONS.get("other-profile");

        assertReason(
                Reason.SIGNATURE_INVALID, () -> Certificate.issue(other, root, FULL, "{}", other.publicKey(), "salt"));
        assertReason(
                Reason.PROFILE_INVALID, () -> Certificate.issue(key, root, foreign, "{}", other.publicKey(), "salt"));
        assertReason(Reason.MALFORMED, () -> Certificate.issue(key, root, FULL, "[]", other.publicKey(), "salt"));
    }

    @Test
    void chainMustBeLinkedAndWithoutRepeats() {
        List<Certificate> chain = CertificateVectors.goodChain();
        Certificate root = chain.get(0);
        Certificate middle = chain.get(1);
        Certificate leaf = chain.get(2);

        assertReason(Reason.MALFORMED, () -> verify(List.of()));
        assertReason(Reason.MALFORMED, () -> verify(List.of(root, leaf)));
        assertReason(Reason.MALFORMED, () -> verify(List.of(root, root)));
        assertReason(Reason.MALFORMED, () -> verify(List.of(root, middle, leaf, middle)));
        assertReason(Reason.MALFORMED, () -> verify(List.of(leaf, middle, root)));
    }

    @Test
    void scopeDefinitionMustBeKnownInThatVersionAndProfile() {
        List<Certificate> root = CertificateVectors.goodChain().subList(0, 1);
        ScopeDefinition older = ScopeDefinition.named(FULL.id(), FULL.profile())
                .version(0)
                .readWrite("$dataset_id")
                .build();
        ScopeDefinition newer = ScopeDefinition.named(FULL.id(), FULL.profile())
                .version(7)
                .readWrite("$dataset_id")
                .build();
        ScopeDefinition foreign = ScopeDefinition.named(FULL.id(), "otherdata")
                .readWrite("$dataset_id")
                .build();

        CertificateChains.verify(root, id -> newer);
        assertReason(Reason.MALFORMED, () -> CertificateChains.verify(root, id -> null));
        assertReason(Reason.MALFORMED, () -> CertificateChains.verify(root, id -> older));
        assertReason(Reason.PROFILE_INVALID, () -> CertificateChains.verify(root, id -> foreign));
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "scope_definition", "scope_params", "salt"})
    void everyMemberMustAgreeWithTheSignedText(String member) {
        assertRefused(Reason.MALFORMED, node -> node.put(member, "changed"));
    }

    @Test
    void versionAndKeyMustAgreeWithTheSignedText() {
        String otherKey = CertificateVectors.goodKey(1).publicKey().text();

        assertRefused(Reason.MALFORMED, node -> node.put("scope_version", 0));
        assertRefused(Reason.MALFORMED, node -> node.put("public_key", otherKey));
        assertRefused(Reason.MALFORMED, node -> node.put("parent", "changed"));
        assertRefused(Reason.SIGNATURE_INVALID, node -> node.put("signature", "AAAA"));
        assertRefused(
                Reason.SIGNATURE_INVALID,
                node -> node.put("serialized", node.get("serialized").stringValue() + " "));
        assertRefused(
                Reason.MALFORMED,
                node -> node.put(
                        "serialized", node.get("serialized").stringValue().replace("{\"id\"", "{\"id\": 1, \"id\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "{}", "1", "[1]", "[null]", "[[]]", "[{}]", "[{]", "[] []", "[{\"id\": 1}]", "\"[]\""
            })
    void hostileChainsAreRefused(String text) {
        assertReason(Reason.MALFORMED, () -> CertificateJson.parseChain(text));
    }

    @Test
    void hugeChainsAreRefused() {
        String one =
                CertificateJson.render(CertificateVectors.goodChain().get(0)).toString();

        assertReason(Reason.MALFORMED, () -> CertificateJson.parseChain("[".repeat(1_000_000)));
        assertReason(Reason.MALFORMED, () -> CertificateJson.parseChain("[" + (one + ",").repeat(100) + one + "]"));
        assertReason(
                Reason.MALFORMED,
                () -> CertificateJson.parseChain("[" + one.replace("full-facility", "x".repeat(100_001)) + "]"));
        assertReason(
                Reason.MALFORMED,
                () -> CertificateJson.parse(
                        CertificateJson.render(CertificateVectors.goodChain().get(0))
                                .put("signature", "x".repeat(100_001))));
    }

    @Test
    void everyMemberIsNeededInItsType() {
        Certificate root = CertificateVectors.goodChain().get(0);
        for (String member : List.copyOf(CertificateJson.render(root).propertyNames())) {
            ObjectNode without = CertificateJson.render(root);
            without.remove(member);
            ObjectNode wrong = CertificateJson.render(root);
            wrong.putArray(member);

            assertReason(Reason.MALFORMED, () -> CertificateJson.parse(wrong));
            if (member.equals("salt")) {
                assertThat(CertificateJson.parse(without)).isEqualTo(root);
                assertThat(CertificateJson.parse(without.putNull("salt"))).isEqualTo(root);
            } else {
                assertReason(Reason.MALFORMED, () -> CertificateJson.parse(without));
            }
        }
        assertThat(CertificateJson.parse(CertificateJson.render(root).put("unknown", 1)))
                .isEqualTo(root);
        for (double version : new double[] {1.0, -1, 1e10}) {
            assertReason(
                    Reason.MALFORMED,
                    () -> CertificateJson.parse(CertificateJson.render(root).put("scope_version", version)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"dataset_id\": null}",
                "{\"dataset_id\": true}",
                "{\"dataset_id\": 1.5}",
                "{\"dataset_id\": {}}",
                "{\"dataset_id\": \"x\""
            })
    void scopeParametersAreStringsAndWholeNumbers(String params) {
        Certificate root = CertificateVectors.goodChain().get(0);
        SigningKey key = CertificateVectors.goodKey(0);

        assertReason(Reason.MALFORMED, () -> Certificate.issue(key, root, FULL, params, root.publicKey(), "salt"));
        assertThat(Certificate.issue(key, root, FULL, "{\"dataset_id\": 12}", root.publicKey(), "salt")
                        .params())
                .isEqualTo(Map.of("dataset_id", "12"));
    }

    /** Changes the leaf of a good chain. */
    private static void assertRefused(Reason reason, UnaryOperator<ObjectNode> change) {
        List<Certificate> chain = CertificateVectors.goodChain();
        Certificate changed = CertificateJson.parse(change.apply(CertificateJson.render(chain.get(2))));

        assertReason(reason, () -> verify(List.of(chain.get(0), chain.get(1), changed)));
    }

    private static void verify(List<Certificate> chain) {
        CertificateChains.verify(chain, CertificateVectors.DEFINITIONS::get);
    }

    private static void assertReason(Reason reason, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        CertificateException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}

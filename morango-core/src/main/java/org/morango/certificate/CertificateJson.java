package org.morango.certificate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes certificates in wire format. A certificate that was read is well-formed, but need not be valid:
 * {@link CertificateChains} verifies it. Unknown members are ignored. See docs/protocol.md, "Certificates".
 */
public final class CertificateJson {
    /** Most certificates in a chain. */
    public static final int MAX_CHAIN = 100;

    private CertificateJson() {}

    /** Renders a chain, root first, as a JSON list. */
    public static String renderChain(List<Certificate> chain) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        chain.forEach(certificate -> list.add(render(certificate)));
        return list.toString();
    }

    /**
     * Reads a chain.
     *
     * @throws CertificateException if the text is not a JSON list of at most {@value #MAX_CHAIN} certificates
     */
    public static List<Certificate> parseChain(String text) {
        JsonNode list = StrictJson.parse(text, "the chain");
        if (!list.isArray() || list.size() > MAX_CHAIN) {
            throw StrictJson.malformed("the chain is not a list of at most " + MAX_CHAIN + " certificates");
        }
        List<Certificate> chain = new ArrayList<>(list.size());
        for (JsonNode node : list) {
            chain.add(parse(node));
        }
        return List.copyOf(chain);
    }

    /** Renders one certificate as a JSON object. */
    public static ObjectNode render(Certificate certificate) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", certificate.id());
        node.put("parent", certificate.parentId());
        node.put("profile", certificate.profile());
        node.put("scope_definition", certificate.scopeDefinitionId());
        node.put("scope_version", certificate.scopeVersion());
        node.put("scope_params", certificate.scopeParams());
        node.put("public_key", certificate.publicKey().text());
        node.put("serialized", certificate.serialized());
        node.put("signature", certificate.signature());
        node.put("salt", certificate.salt());
        return node;
    }

    /**
     * Reads one certificate. A missing {@code salt} is an empty one.
     *
     * @throws CertificateException if a member is missing, of the wrong type, or longer than 100,000 characters
     */
    public static Certificate parse(JsonNode node) {
        StrictJson.requireObject(node, "it");
        String salt = StrictJson.optionalText(node, "salt");
        return new Certificate(
                StrictJson.text(node, "id"),
                StrictJson.nullableText(node, "parent"),
                StrictJson.text(node, "profile"),
                StrictJson.text(node, "scope_definition"),
                StrictJson.integer(node, "scope_version"),
                StrictJson.text(node, "scope_params"),
                VerifyKey.parse(StrictJson.text(node, "public_key")),
                StrictJson.text(node, "serialized"),
                StrictJson.text(node, "signature"),
                salt == null ? "" : salt);
    }

    /** Reads a certificate from its signed text and its signature. */
    static Certificate parseSigned(String serialized, String signature) {
        JsonNode node = StrictJson.parseObject(serialized, "the serialized text");
        String salt = StrictJson.optionalText(node, "salt");
        return new Certificate(
                StrictJson.text(node, "id"),
                StrictJson.nullableText(node, "parent_id"),
                StrictJson.text(node, "profile"),
                StrictJson.text(node, "scope_definition_id"),
                StrictJson.integer(node, "scope_version"),
                StrictJson.text(node, "scope_params"),
                VerifyKey.parse(StrictJson.text(node, "public_key_string")),
                serialized,
                signature,
                salt == null ? "" : salt);
    }

    /** Reads the lifetime of a certificate from its signed text. Only peers of this library know its members. */
    static Life life(String serialized) {
        JsonNode node = StrictJson.parseObject(serialized, "the serialized text");
        String renews = StrictJson.optionalText(node, "renews");
        if (renews != null && !Ids.isId(renews)) {
            throw StrictJson.malformed("member 'renews' is not an id");
        }
        return new Life(time(node, "issued"), time(node, "expires"), renews);
    }

    private static @Nullable Instant time(JsonNode node, String member) {
        String text = StrictJson.optionalText(node, member);
        return text == null ? null : StrictJson.time(text);
    }

    /** Adds the lifetime of a certificate to the members of its signed text, as far as it is stated. */
    static void put(Map<String, @Nullable Object> members, Life life) {
        putTime(members, "issued", life.issued());
        putTime(members, "expires", life.expires());
        if (life.renews() != null) {
            members.put("renews", life.renews());
        }
    }

    private static void putTime(Map<String, @Nullable Object> members, String member, @Nullable Instant time) {
        if (time != null) {
            members.put(member, time.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }
}

package org.morango.certificate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.morango.Vectors;
import org.morango.Vectors.Case;
import org.morango.record.ScopeDefinition;
import tools.jackson.databind.JsonNode;

/** The certificates and scope definitions of the original. */
final class CertificateVectors {
    private static final JsonNode DATA = Vectors.load("certificates");

    static final Map<String, ScopeDefinition> DEFINITIONS = definitions();

    private CertificateVectors() {}

    static List<Case> chains() {
        return Vectors.number("certificates.chains", DATA.get("chains"));
    }

    static List<Case> checks() {
        return Vectors.number("certificates.chain_checks", DATA.get("chain_checks"));
    }

    /** The first good chain, root first. */
    static List<Certificate> goodChain() {
        return CertificateJson.parseChain(DATA.get("chains").get(0).get("chain").toString());
    }

    /** The keys of the first good chain, root first. */
    static SigningKey goodKey(int index) {
        JsonNode chain = DATA.get("chains").get(0).get("chain");
        return SigningKey.fromPem(chain.get(index).get("private_key").stringValue());
    }

    private static Map<String, ScopeDefinition> definitions() {
        Map<String, ScopeDefinition> definitions = new TreeMap<>();
        for (JsonNode node : DATA.get("scope_definitions")) {
            ScopeDefinition definition = ScopeDefinition.named(
                            node.get("id").stringValue(), node.get("profile").stringValue())
                    .version(node.get("version").intValue())
                    .primaryParam(node.get("primary_scope_param_key").stringValue())
                    .description(node.get("description").stringValue())
                    .read(node.get("read_filter_template").stringValue())
                    .write(node.get("write_filter_template").stringValue())
                    .readWrite(node.get("read_write_filter_template").stringValue())
                    .build();
            definitions.put(definition.id(), definition);
        }
        return definitions;
    }
}

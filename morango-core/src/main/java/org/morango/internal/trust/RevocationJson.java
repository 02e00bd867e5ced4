package org.morango.internal.trust;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.Revocation;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.Revocations.Statements;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Revocations in wire format. */
public final class RevocationJson {
    private static final int MAX_IDS = 200_000;

    private RevocationJson() {}

    /** Adds statements to an object. */
    public static void put(ObjectNode node, Statements statements) {
        ArrayNode revocations = node.putArray("revocations");
        for (Revocation revocation : statements.revocations()) {
            revocations.addObject().put("serialized", revocation.serialized()).put("signature", revocation.signature());
        }
        ArrayNode certificates = node.putArray("certificates");
        statements.certificates().forEach(c -> certificates.add(CertificateJson.render(c)));
    }

    /** Reads statements, without verifying them. */
    public static Statements statements(JsonNode node) {
        List<Revocation> revocations = new ArrayList<>();
        for (JsonNode said : list(node, "revocations", Revocations.PAGE)) {
            revocations.add(Revocation.parse(
                    Json.text(said, "serialized").orElse(""),
                    Json.text(said, "signature").orElse("")));
        }
        List<Certificate> certificates = new ArrayList<>();
        for (JsonNode certificate : list(node, "certificates", Revocations.MAX_SIGNATURES)) {
            certificates.add(CertificateJson.parse(certificate));
        }
        return new Statements(revocations, certificates);
    }

    public static void put(ObjectNode node, String member, Iterable<String> ids) {
        ArrayNode list = node.putArray(member);
        ids.forEach(list::add);
    }

    /** Reads a list of certificates' ids; a missing one is empty. */
    public static Set<String> ids(JsonNode node, String member) {
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode id : list(node, member, MAX_IDS)) {
            if (!id.isString() || !Ids.isId(id.stringValue())) {
                throw malformed(member);
            }
            ids.add(id.stringValue());
        }
        return ids;
    }

    private static JsonNode list(JsonNode node, String member, int most) {
        JsonNode list = node.get(member);
        if (list == null) {
            return Json.array();
        }
        if (!list.isArray() || list.size() > most) {
            throw malformed(member);
        }
        return list;
    }

    private static MorangoException malformed(String member) {
        return new MorangoException("Member " + member + " is malformed or too long.");
    }
}

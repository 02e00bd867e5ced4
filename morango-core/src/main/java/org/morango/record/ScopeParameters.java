package org.morango.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;

/**
 * The parameter references in the prefixes of a scope definition, and the values that they accept. A value must not
 * make a prefix match more than the definition says.
 */
final class ScopeParameters {
    private final ScopeDefinition definition;
    private final List<Reference> references = new ArrayList<>();

    /**
     * One reference.
     *
     * @param prefix the prefix that contains it, as written in the definition
     * @param end the character after it; null at the end of the prefix, or before another reference
     */
    private record Reference(
            String name, String prefix, @Nullable Character end) {
        boolean isOpen() {
            return end == null;
        }
    }

    ScopeParameters(ScopeDefinition definition, String templates) {
        this.definition = definition;
        for (String prefix : Filter.parse(templates).partitions()) {
            Template.references(prefix).forEach((at, name) -> {
                boolean isLast = at >= prefix.length() || prefix.charAt(at) == '$';
                references.add(new Reference(name, prefix, isLast ? null : prefix.charAt(at)));
            });
        }
    }

    /**
     * Checks the values of the parameters that the definition refers to.
     *
     * @throws MorangoException if one does not fit; names the definition and the parameter
     */
    void check(Map<String, String> params) {
        for (Reference reference : references) {
            String value = params.get(reference.name());
            if (value != null) {
                check(reference, value);
            }
        }
    }

    private void check(Reference reference, String value) {
        if (value.isEmpty()) {
            throw refused(reference, "is empty; it has to say whose rows are meant", value);
        }
        if (!Filter.isPrefix(value)) {
            throw refused(
                    reference, "holds white space or a control character, and filters are cut at white space", value);
        }
        Character end = reference.end();
        if (end != null && value.indexOf(end) >= 0) {
            throw refused(reference, "holds \"" + end + "\", which is where it ends in " + reference.prefix(), value);
        }
        if (reference.isOpen() && !hasFixedLength(value)) {
            throw refused(
                    reference,
                    "is neither an id nor a UUID, and " + reference.prefix()
                            + " is a beginning: with a value of any other"
                            + " length it means more than that value. Close the parameter by a character that no value"
                            + " holds, as in \"" + reference.prefix() + ":\", there and in partition()",
                    value);
        }
    }

    /**
     * Returns the prefixes that end with a parameter other than the primary one; these accept only values of a fixed
     * length.
     */
    List<String> open() {
        return references.stream()
                .filter(Reference::isOpen)
                .filter(reference -> !reference.name().equals(definition.primaryScopeParamKey()))
                .map(Reference::prefix)
                .distinct()
                .toList();
    }

    private static boolean hasFixedLength(String value) {
        return Ids.isId(value) || isUuid(value);
    }

    private static boolean isUuid(String value) {
        try {
            return UUID.fromString(value).toString().equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private MorangoException refused(Reference reference, String reason, String value) {
        Map<String, String> ids = new TreeMap<>();
        ids.put("scope_definition", definition.id());
        ids.put("parameter", reference.name());
        return new MorangoException(
                "Parameter \"" + reference.name() + "\" of scope definition " + definition.id() + ", \""
                        + LogText.plain(value) + "\", " + reason + ".",
                ids);
    }
}

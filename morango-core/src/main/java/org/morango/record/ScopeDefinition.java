package org.morango.record;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A kind of scope. The parameters of a certificate turn it into a {@link Scope}. See docs/protocol.md,
 * "Filters and scopes".
 *
 * <p>The templates are partition prefixes separated by white space, with references such as <code>${dataset_id}</code>.
 * A filter whose templates are <em>both</em> empty contains everything; no certificate below a root can have it.
 *
 * @param id the name by which certificates refer to it
 * @param profile the profile to whose records it applies
 * @param version raised with each change; a certificate may name this version or an earlier one
 * @param primaryScopeParamKey the parameter that takes a root certificate's own id; empty if root certificates cannot
 *     use this definition
 * @param description for people; may hold references
 * @param readFilterTemplate what may be read, in addition to the read-write template
 * @param writeFilterTemplate what may be written, in addition to the read-write template
 * @param readWriteFilterTemplate what may be both read and written
 * @param readModels the models whose records may be read in these partitions
 * @param writeModels the models whose records may be written in these partitions
 */
public record ScopeDefinition(
        String id,
        String profile,
        int version,
        String primaryScopeParamKey,
        String description,
        String readFilterTemplate,
        String writeFilterTemplate,
        String readWriteFilterTemplate,
        ModelSet readModels,
        ModelSet writeModels) {

    /**
     * Returns the definition {@code whole-PROFILE}: who has a certificate of it may read and write everything under its
     * root. Its parameter is {@code root}.
     */
    public static ScopeDefinition whole(String profile) {
        return named("whole-" + profile, profile)
                .primaryParam("root")
                .readWrite("${root}")
                .build();
    }

    /** Starts a definition with version 1 and everything else empty. */
    public static Builder named(String id, String profile) {
        return new Builder(id, profile);
    }

    /**
     * Returns the scope for a certificate's parameters. A value must not be empty. It must not hold white space,
     * control characters, or the character that follows its parameter in a template: it would then match more rows than
     * the definition says. Nothing follows a parameter at the end of a prefix; there it takes only ids and UUIDs, which
     * all have the same length.
     *
     * @throws org.morango.common.MorangoException if a value does not fit; names the definition and the parameter
     */
    public Scope scope(Map<String, String> params) {
        scopeParameters().check(params);
        return new Scope(
                filter(readFilterTemplate, params), filter(writeFilterTemplate, params), readModels, writeModels);
    }

    /** Returns the names of the parameters that the templates of its filters refer to. */
    public SortedSet<String> parameters() {
        return new TreeSet<>(Template.references(templates()).values());
    }

    /**
     * Returns the prefixes that end with a parameter other than the primary one. Such a parameter takes only ids and
     * UUIDs. If a character that no value holds follows the parameter, it takes values of any length.
     */
    public List<String> openPrefixes() {
        return scopeParameters().open();
    }

    private ScopeParameters scopeParameters() {
        return new ScopeParameters(this, templates());
    }

    private String templates() {
        return readWriteFilterTemplate + "\n" + readFilterTemplate + "\n" + writeFilterTemplate;
    }

    /**
     * Joins the templates as texts. If they were joined as filters, an empty template would make the whole filter
     * contain everything.
     */
    private Filter filter(String template, Map<String, String> params) {
        return Filter.fromTemplate(readWriteFilterTemplate + "\n" + template, params);
    }

    /** Builds a {@link ScopeDefinition}; not safe for use by several threads. */
    public static final class Builder {
        private final String id;
        private final String profile;
        private int version = 1;
        private String primaryParam = "";
        private String description = "";
        private String read = "";
        private String write = "";
        private String readWrite = "";
        private ModelSet readModels = ModelSet.ALL;
        private ModelSet writeModels = ModelSet.ALL;

        private Builder(String id, String profile) {
            this.id = id;
            this.profile = profile;
        }

        /** Sets {@link ScopeDefinition#version()}. */
        public Builder version(int version) {
            this.version = version;
            return this;
        }

        /** Sets {@link ScopeDefinition#primaryScopeParamKey()}. */
        public Builder primaryParam(String key) {
            this.primaryParam = key;
            return this;
        }

        /** Sets {@link ScopeDefinition#description()}. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** Sets {@link ScopeDefinition#readFilterTemplate()}. */
        public Builder read(String template) {
            this.read = template;
            return this;
        }

        /** Sets {@link ScopeDefinition#writeFilterTemplate()}. */
        public Builder write(String template) {
            this.write = template;
            return this;
        }

        /** Sets {@link ScopeDefinition#readWriteFilterTemplate()}. */
        public Builder readWrite(String template) {
            this.readWrite = template;
            return this;
        }

        /**
         * Sets the names of the models whose records the certificates cover; all models if this is left out. All peers have
         * to name the same models: a transfer that brings records of others is refused. A peer of Python Morango does not
         * know this limit and sends all models of its partitions.
         */
        public Builder models(String... names) {
            return readModels(names).writeModels(names);
        }

        /** Sets the models that may be read, if they differ from those that may be written; see {@link #models}. */
        public Builder readModels(String... names) {
            this.readModels = ModelSet.of(List.of(names));
            return this;
        }

        /** Sets the models that may be written, if they differ from those that may be read; see {@link #models}. */
        public Builder writeModels(String... names) {
            this.writeModels = ModelSet.of(List.of(names));
            return this;
        }

        /** Returns the definition. */
        public ScopeDefinition build() {
            return new ScopeDefinition(
                    id, profile, version, primaryParam, description, read, write, readWrite, readModels, writeModels);
        }
    }
}

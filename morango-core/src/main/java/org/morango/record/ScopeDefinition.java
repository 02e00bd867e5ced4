package org.morango.record;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A kind of scope, which a certificate turns into a {@link Scope} by its parameters. Protocol sections 1 and 3.
 *
 * <p>The templates are whitespace-separated partition prefixes with references such as <code>${dataset_id}</code>. A
 * filter whose templates are <em>both</em> empty contains everything; no certificate below a root can have it.
 *
 * @param id the name by which certificates refer to it
 * @param profile the profile to whose records it applies
 * @param version grows with each change; a certificate may name this version or an earlier one
 * @param primaryScopeParamKey the parameter that takes a root certificate's own id; empty if no root can be made of it
 * @param description for people; may hold references
 * @param readFilterTemplate what may be read, beyond the read-write template
 * @param writeFilterTemplate what may be written, beyond the read-write template
 * @param readWriteFilterTemplate what may be both read and written
 * @param readModels of which models records may be read in these partitions
 * @param writeModels of which models records may be written in these partitions
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

    /** Starts a definition of version 1, all else empty. */
    public static Builder named(String id, String profile) {
        return new Builder(id, profile);
    }

    /**
     * The scope for a certificate's parameters. A value must not be empty or hold white space or control characters, nor the
     * character that follows its parameter in a template: it would mean more rows than the definition says. At the end of
     * a prefix nothing follows; a parameter takes only ids and UUIDs there, as all of them have the same length.
     *
     * @throws org.morango.MorangoException if a value does not fit; it names the definition and the parameter
     */
    public Scope scope(Map<String, String> params) {
        scopeParameters().check(params);
        return new Scope(
                filter(readFilterTemplate, params), filter(writeFilterTemplate, params), readModels, writeModels);
    }

    /** The names of the parameters to which the templates of its filters refer. */
    public SortedSet<String> parameters() {
        return new TreeSet<>(Template.references(templates()).values());
    }

    /**
     * The prefixes that end with a parameter other than the primary one. Such a parameter takes only ids and UUIDs; followed
     * by a character that no value holds, it takes values of any length.
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

    /** Joined as texts: joined as filters, an empty template would make the whole filter contain everything. */
    private Filter filter(String template, Map<String, String> params) {
        return Filter.fromTemplate(readWriteFilterTemplate + "\n" + template, params);
    }

    /** Builds a {@link ScopeDefinition}; not for use by several threads. */
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

        /** See {@link ScopeDefinition#version()}. */
        public Builder version(int version) {
            this.version = version;
            return this;
        }

        /** See {@link ScopeDefinition#primaryScopeParamKey()}. */
        public Builder primaryParam(String key) {
            this.primaryParam = key;
            return this;
        }

        /** See {@link ScopeDefinition#description()}. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** See {@link ScopeDefinition#readFilterTemplate()}. */
        public Builder read(String template) {
            this.read = template;
            return this;
        }

        /** See {@link ScopeDefinition#writeFilterTemplate()}. */
        public Builder write(String template) {
            this.write = template;
            return this;
        }

        /** See {@link ScopeDefinition#readWriteFilterTemplate()}. */
        public Builder readWrite(String template) {
            this.readWrite = template;
            return this;
        }

        /**
         * The models of whose records the certificates are, by their names; all if this is left out. All peers have to name
         * the same: a transfer that brings records of others is refused. A peer of plain Morango knows nothing of this and
         * sends all models of its partitions.
         */
        public Builder models(String... names) {
            return readModels(names).writeModels(names);
        }

        /** The models that may be read, where they are not those that may be written; see {@link #models}. */
        public Builder readModels(String... names) {
            this.readModels = ModelSet.of(List.of(names));
            return this;
        }

        /** The models that may be written, where they are not those that may be read; see {@link #models}. */
        public Builder writeModels(String... names) {
            this.writeModels = ModelSet.of(List.of(names));
            return this;
        }

        /** The definition. */
        public ScopeDefinition build() {
            return new ScopeDefinition(
                    id, profile, version, primaryParam, description, read, write, readWrite, readModels, writeModels);
        }
    }
}

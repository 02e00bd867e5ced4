package org.morango.hibernate.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.generator.Generator;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.id.enhanced.TableGenerator;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Moves;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** Reads what makes rows of an entity the same record at two peers. Refuses what would not be safe. */
final class IdentityReader {
    private final EntityPersister persister;
    private final Class<?> type;
    private final Syncable syncable;
    private final KeyCodec key;
    private final List<Member> keyParts;
    private final RowIdentity identity;

    IdentityReader(EntityPersister persister, Syncable syncable, AttributeReader attributes) {
        this.persister = persister;
        this.type = persister.getMappedClass();
        this.syncable = syncable;
        boolean isOfBase = SyncableEntity.class.isAssignableFrom(type);
        if (isOfBase) {
            checkBase();
        }
        KeyCodec found = KeyCodec.of(persister);
        if (found == null) {
            throw refused(
                    "its key has a column that is not a whole number, a text, a UUID, a LocalDate, a boolean or an"
                            + " enum, or that has a converter; give the entity such a key.");
        }
        this.key = found;
        checkMark();
        checkTenant();
        checkMoves();
        this.keyParts = isOfBase ? List.of() : KeyParts.read(persister, key, attributes);
        this.identity = isOfBase ? RowIdentity.RECORD : ofKey(Differences.isKeyAssigned(persister));
    }

    private void checkBase() {
        if (!(persister.getGenerator() instanceof RecordIdGenerator)) {
            throw refused("its id is not that of SyncableEntity; leave out @Id, @IdClass, @EmbeddedId and @MapsId, or"
                    + " do not extend SyncableEntity.");
        }
        if (syncable.identity() != Identity.BY_KEY_TYPE
                || syncable.natural().length > 0
                || !syncable.partition().equals("${root}")) {
            throw refused(
                    "it extends SyncableEntity, whose methods sourceId() and partition() say what identity, natural and"
                            + " partition of @Syncable would; leave those out.");
        }
    }

    private void checkMark() {
        String attribute = persister.getIdentifierPropertyName();
        if (attribute != null && AttributeAnnotations.find(type, attribute, SyncReference.class) != null) {
            throw refused(
                    "its whole key is marked @SyncReference, which is for attributes and parts of keys; map it by an"
                            + " association with @MapsId.");
        }
    }

    private void checkTenant() {
        if (Tenants.isInKey(persister)) {
            throw refused(
                    "@TenantId is in its key, from which a partition cannot take it; give the entity a generated key, and"
                            + " the tenant an attribute beside it.");
        }
    }

    /** Refuses a record that would stay in the partition of a tenant whose row it is no longer. */
    private void checkMoves() {
        if (Tenants.has(persister) && syncable.moves() == Moves.STAY) {
            throw refused(
                    "its rows belong to tenants, and it says Moves.STAY, so that a row that is given to another tenant would"
                            + " be sent to the first one; leave moves out.");
        }
    }

    private RowIdentity ofKey(boolean isAssigned) {
        if (syncable.identity() == Identity.KEY && persister.isIdentifierAssignedByInsert()) {
            throw refused(
                    "its identity is KEY, but the database numbers its rows (IDENTITY), so that a received record could"
                            + " not keep its key; use LOCAL, or another generator.");
        }
        if (syncable.id() != RecordIdRule.HASH) {
            throw refused(
                    "ids of the rule " + syncable.id() + " need SyncableEntity; extend it, or leave the rule out.");
        }
        if (syncable.identity() != Identity.NATURAL && syncable.natural().length > 0) {
            throw refused("it names natural attributes, which have no effect without identity = NATURAL; set that.");
        }
        if (!keyParts.isEmpty()) {
            return ofReferences();
        }
        if (key.columns().size() > 1) {
            return ofSeveralColumns();
        }
        return switch (syncable.identity()) {
            case LOCAL -> ofLocal(isAssigned);
            case KEY -> RowIdentity.KEY;
            case NATURAL -> ofNatural(isAssigned);
            case BY_KEY_TYPE -> byKeyType(isAssigned);
        };
    }

    /** A key that contains references follows from the records to which these lead. */
    private RowIdentity ofReferences() {
        String names = keyParts.stream()
                .filter(Member::isReference)
                .map(Member::attribute)
                .collect(Collectors.joining(", "));
        if (syncable.identity() == Identity.LOCAL || syncable.identity() == Identity.KEY) {
            throw refused("its identity is " + syncable.identity() + ", but its key contains references (" + names
                    + "), from which a received row's key follows; leave identity out, or set NATURAL.");
        }
        if (syncable.natural().length > 0) {
            throw refused("it names natural attributes, but its key contains references (" + names
                    + "), so that the parts of the key are its natural identity; leave natural out.");
        }
        String numbers = keyParts.stream()
                .filter(part -> KeyParts.isNumber(part, key))
                .map(Member::attribute)
                .collect(Collectors.joining(", "));
        if (!numbers.isEmpty() && syncable.identity() != Identity.NATURAL) {
            throw refused("its key contains a plain number (" + numbers + ") beside references (" + names
                    + "), and two peers may give the same number to different things; say @Syncable(identity = NATURAL)"
                    + " if equal keys are the same record at every peer, else give the entity a generated key.");
        }
        return RowIdentity.NATURAL;
    }

    private RowIdentity ofSeveralColumns() {
        if (syncable.identity() == Identity.LOCAL || syncable.identity() == Identity.NATURAL) {
            throw refused(
                    "its identity is " + syncable.identity() + ", but its key has several columns (" + key.typeName()
                            + ") and no reference among them, so that a received row could not be given one; use KEY if equal keys"
                            + " are the same record at every peer, else give the entity a generated key.");
        }
        boolean isUnique = key.columns().stream().anyMatch(column -> column.type() == UUID.class)
                && key.columns().stream().noneMatch(column -> column.isNumber() || column.isText());
        if (syncable.identity() != Identity.KEY && !isUnique) {
            throw refused("its key has several columns (" + key.typeName()
                    + "), and two peers may mean different things by the same one; say @Syncable(identity = KEY) if equal"
                    + " keys are the same record at every peer. Mark a column that holds the key of another row"
                    + " @SyncReference, or map it by an association with @MapsId.");
        }
        return RowIdentity.KEY;
    }

    private RowIdentity ofLocal(boolean isAssigned) {
        checkDrawing();
        if (isAssigned) {
            throw refused(
                    "its identity is LOCAL, but its key is assigned by the application, so that a received record could"
                            + " not be given one; generate the key, or choose another identity.");
        }
        return RowIdentity.LOCAL;
    }

    private void checkDrawing() {
        Generator generator = persister.getGenerator();
        boolean isTable = generator instanceof TableGenerator
                || generator instanceof SequenceStyleGenerator sequence
                        && !sequence.getDatabaseStructure().isPhysicalSequence();
        if (isTable && !Database.drawsKeysFromTables(persister.getFactory())) {
            throw refused(
                    "its keys are drawn from a table, for which this database would need a second transaction while a sync"
                            + " writes; use @GeneratedValue(strategy = GenerationType.IDENTITY).");
        }
    }

    private RowIdentity ofNatural(boolean isAssigned) {
        checkDrawing();
        if (isAssigned) {
            throw refused(
                    "its identity is NATURAL, but its key is assigned by the application, so that a received record"
                            + " could not be given one; generate the key, or use KEY.");
        }
        return RowIdentity.NATURAL;
    }

    private RowIdentity byKeyType(boolean isAssigned) {
        KeyCodec.Column column = key.columns().get(0);
        if (column.type() == UUID.class) {
            return RowIdentity.KEY;
        }
        if (column.isNumber() && !isAssigned) {
            return ofLocal(false);
        }
        throw refused("its key is an assigned " + key.typeName()
                + ", and two peers may mean different things by the same one; say @Syncable(identity = KEY) if equal keys"
                + " are the same record at every peer, else let it be generated.");
    }

    RowIdentity identity() {
        return identity;
    }

    KeyCodec key() {
        return key;
    }

    /** Returns the parts of a key that contains references; none for other keys. */
    List<Member> keyParts() {
        return keyParts;
    }

    @Nullable
    PartitionTemplate partition(List<Member> members) {
        return identity == RowIdentity.RECORD
                ? null
                : PartitionTemplate.parse(type, syncable.partition(), List.of(syncable.acceptedPartitions()), members);
    }

    List<Member> natural(List<Member> members) {
        if (identity != RowIdentity.NATURAL) {
            return List.of();
        }
        if (!keyParts.isEmpty()) {
            return keyParts;
        }
        if (syncable.natural().length == 0) {
            throw refused(
                    "its identity is NATURAL, but natural names no attributes; name those that are unique together.");
        }
        return Arrays.stream(syncable.natural())
                .map(name -> members.stream()
                        .filter(member -> member.attribute().equals(name))
                        .findFirst()
                        .orElseThrow(() -> refused("natural names " + name
                                + ", which is not a synced attribute with a single value; name one that is.")))
                .toList();
    }

    private ModelException refused(String reason) {
        return new ModelException(type, reason);
    }
}

package org.morango.hibernate.internal.model;

import jakarta.persistence.MapsId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.hibernate.generator.Generator;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.id.enhanced.TableGenerator;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** Reads what makes rows of an entity the same record at two peers. Refuses what would not be safe. */
final class IdentityReader {
    private final EntityPersister persister;
    private final Class<?> type;
    private final Syncable syncable;
    private final KeyCodec key;
    private final RowIdentity identity;

    IdentityReader(EntityPersister persister, Syncable syncable) {
        this.persister = persister;
        this.type = persister.getMappedClass();
        this.syncable = syncable;
        boolean isOfBase = SyncableEntity.class.isAssignableFrom(type);
        if (isOfBase) {
            checkBase();
        }
        KeyCodec found = KeyCodec.of(persister);
        if (found == null) {
            throw refused("its key is not a single number, text or UUID; give the entity such a key.");
        }
        persister.forEachAttributeMapping(attribute -> {
            if (AttributeAnnotations.find(attribute, MapsId.class) != null) {
                throw refused(
                        "its key is that of an entity to which it refers (@MapsId); give it a generated key of its own,"
                                + " and a unique constraint on the reference.");
            }
        });
        this.key = found;
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
        return switch (syncable.identity()) {
            case LOCAL -> ofLocal(isAssigned);
            case KEY -> RowIdentity.KEY;
            case NATURAL -> ofNatural(isAssigned);
            case BY_KEY_TYPE -> byKeyType(isAssigned);
        };
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
        if (key.type() == UUID.class) {
            return RowIdentity.KEY;
        }
        if (key.isNumber() && !isAssigned) {
            return ofLocal(false);
        }
        throw refused("its key is an assigned " + key.type().getSimpleName()
                + ", and two peers may mean different things by the same one; say @Syncable(identity = KEY) if equal keys"
                + " are the same record at every peer, else let it be generated.");
    }

    RowIdentity identity() {
        return identity;
    }

    KeyCodec key() {
        return key;
    }

    @Nullable
    PartitionTemplate partition(List<Member> members) {
        return identity == RowIdentity.RECORD ? null : PartitionTemplate.parse(type, syncable.partition(), members);
    }

    List<Member> natural(List<Member> members) {
        if (identity != RowIdentity.NATURAL) {
            return List.of();
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

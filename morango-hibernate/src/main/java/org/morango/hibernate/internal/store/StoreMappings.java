package org.morango.hibernate.internal.store;

import java.util.List;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.jspecify.annotations.Nullable;

/** Adds the library's tables to every persistence unit it is on the class path of. Found by ServiceLoader. */
public final class StoreMappings implements AdditionalMappingContributor {
    private static final List<Class<?>> ENTITIES = List.of(
            StoreRow.class,
            PendingRow.class,
            HeldBackRow.class,
            ModelRow.class,
            MaxCounterRow.class,
            QueueRow.class,
            BufferRow.class,
            TouchedRow.class,
            TombstoneRow.class,
            RescanRow.class,
            InstanceRow.class,
            LockRow.class,
            CertificateRow.class,
            RevocationRow.class,
            ScopeDefinitionRow.class,
            NonceRow.class,
            SharedKeyRow.class,
            SyncSessionRow.class,
            TransferSessionRow.class,
            TransferOwnerRow.class);

    /** Whether it is one of the library's own; entities that Hibernate keeps as maps, as those of Envers, have no class. */
    static boolean isOwn(@Nullable Class<?> type) {
        return type != null && ENTITIES.contains(type);
    }

    @Override
    public String getContributorName() {
        return "morango";
    }

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator resourceStreamLocator,
            MetadataBuildingContext buildingContext) {
        // Who looks for entities in jars as well (Quarkus) has found them already.
        ENTITIES.stream()
                .filter(entity -> metadata.getEntityBinding(entity.getName()) == null)
                .forEach(contributions::contributeEntity);
    }
}

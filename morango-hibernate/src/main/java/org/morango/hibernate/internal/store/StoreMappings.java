package org.morango.hibernate.internal.store;

import java.util.List;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.config.spi.StandardConverters;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.StoreTables;

/** Adds the library's tables to every persistence unit with synced entities. Found by ServiceLoader. */
public final class StoreMappings implements AdditionalMappingContributor {
    private static final List<Class<?>> ENTITIES = List.of(
            StoreRow.class,
            PendingRow.class,
            HeldBackRow.class,
            ModelRow.class,
            MaxCounterRow.class,
            AgreementRow.class,
            HoldingRow.class,
            CounterTimeRow.class,
            LeavingRow.class,
            QueueRow.class,
            BufferRow.class,
            TouchedRow.class,
            OutboxRow.class,
            InstanceRow.class,
            LockRow.class,
            CertificateRow.class,
            RevocationRow.class,
            InvitationRow.class,
            JoiningRow.class,
            ScopeDefinitionRow.class,
            NonceRow.class,
            ClockRow.class,
            SharedKeyRow.class,
            SyncSessionRow.class,
            TransferSessionRow.class,
            SyncLogRow.class,
            TriggerRow.class);

    /**
     * Returns whether a class is one of the library's entities. Entities that Hibernate keeps as maps, such as those of
     * Envers, have no class.
     */
    static boolean isOwn(@Nullable Class<?> type) {
        return type != null && ENTITIES.contains(type);
    }

    /** Returns the library's entities, for frameworks that have to know them when an application is built. */
    public static List<Class<?>> entities() {
        return ENTITIES;
    }

    /** Returns whether a persistence unit gets the library's tables. */
    private static boolean areWanted(InFlightMetadataCollector metadata, MetadataBuildingContext context) {
        boolean isForced = Boolean.TRUE.equals(context.getBootstrapContext()
                .getServiceRegistry()
                .requireService(ConfigurationService.class)
                .getSetting(StoreTables.SETTING, StandardConverters.BOOLEAN, false));
        return isForced || metadata.getEntityBindingMap().values().stream().anyMatch(SyncedClasses::isMeantToBe);
    }

    /** Fits the columns of the library's tables, and those of the application that hold ids, to the database. */
    public static void fit(Metadata metadata, Dialect dialect) {
        Engine.of(dialect).fit(metadata);
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
        if (!areWanted(metadata, buildingContext)) {
            return;
        }
        // Frameworks that search jars for entities, such as Quarkus, have found them already.
        ENTITIES.stream()
                .filter(entity -> metadata.getEntityBinding(entity.getName()) == null)
                .forEach(contributions::contributeEntity);
    }
}

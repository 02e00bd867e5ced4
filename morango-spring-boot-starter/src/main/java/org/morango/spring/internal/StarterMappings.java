package org.morango.spring.internal;

import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.morango.hibernate.internal.store.StoreMappings;

/** Adds the starter's table to persistence units that have the library's tables. Found by ServiceLoader. */
public final class StarterMappings implements AdditionalMappingContributor {

    @Override
    public String getContributorName() {
        return "morango-spring";
    }

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator resourceStreamLocator,
            MetadataBuildingContext buildingContext) {
        if (StoreMappings.areWanted(metadata, buildingContext)) {
            contributions.contributeEntity(ScheduledSyncRow.class);
        }
    }
}

package org.morango.hibernate.internal.store;

import java.util.TimeZone;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.LocalDateJavaType;
import org.hibernate.type.descriptor.java.LocalDateTimeJavaType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcTypeIndicators;
import org.jspecify.annotations.Nullable;

/**
 * Passes local dates and times to the driver as they are. Hibernate would convert them to moments in the zone of this
 * process, in which some do not exist: an hour that is skipped in spring, days in older calendars. Otherwise the
 * columns have the same values. Found by ServiceLoader.
 */
public final class DirectTimes implements TypeContributor {
    @Override
    public void contribute(TypeContributions contributions, ServiceRegistry registry) {
        ConfigurationService settings = registry.requireService(ConfigurationService.class);
        if (Engine.of(registry.requireService(JdbcServices.class).getDialect()).takesLocalTimes()
                && !settings.getSettings().containsKey(MappingSettings.JAVA_TIME_USE_DIRECT_JDBC)
                && isZoneOfThisProcess(settings.getSettings().get(AvailableSettings.JDBC_TIME_ZONE))) {
            contributions.contributeJavaType(new Dates());
            contributions.contributeJavaType(new DateTimes());
        }
    }

    /**
     * Returns whether columns have values in the zone of this process. With another zone they have converted values,
     * which must be converted back.
     */
    private static boolean isZoneOfThisProcess(@Nullable Object setting) {
        if (setting == null) {
            return true;
        }
        TimeZone zone = setting instanceof TimeZone given ? given : TimeZone.getTimeZone(setting.toString());
        return zone.hasSameRules(TimeZone.getDefault());
    }

    private static final class Dates extends LocalDateJavaType {
        private static final long serialVersionUID = 1L;

        @Override
        public JdbcType getRecommendedJdbcType(JdbcTypeIndicators context) {
            return context.getJdbcType(SqlTypes.LOCAL_DATE);
        }
    }

    private static final class DateTimes extends LocalDateTimeJavaType {
        private static final long serialVersionUID = 1L;

        @Override
        public JdbcType getRecommendedJdbcType(JdbcTypeIndicators context) {
            return context.getJdbcType(SqlTypes.LOCAL_DATE_TIME);
        }
    }
}

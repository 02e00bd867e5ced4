/** Makes a JPA application on Hibernate a Morango peer. Both lines of Hibernate have this one name. */
module org.morango.hibernate {
    requires transitive jakarta.persistence;
    requires transitive java.sql;
    requires transitive org.hibernate.orm.core;
    requires transitive org.morango.core;
    requires jakarta.transaction;
    // For java.beans, which Hibernate uses as well.
    requires java.desktop;
    // Not used here: Hibernate needs them, and does not say so because it has no module descriptor.
    requires com.fasterxml.classmate;
    requires jakarta.xml.bind;
    requires java.management;
    requires java.naming;
    requires jdk.unsupported;
    requires net.bytebuddy;
    requires org.jboss.jandex;
    requires org.jboss.logging;
    requires org.slf4j;
    requires static com.h2database;
    requires static org.jspecify;
    requires static org.postgresql.jdbc;

    exports org.morango.hibernate;
    exports org.morango.hibernate.hook;
    exports org.morango.hibernate.mapping;
    exports org.morango.hibernate.report;
    exports org.morango.hibernate.internal.model to org.morango.cli, org.morango.testkit;
    exports org.morango.hibernate.internal.pipeline to org.morango.cli;
    // H2 creates the trigger by its name.
    exports org.morango.hibernate.internal.store to com.h2database, org.morango.cli;

    // Entities, their base classes, the generator of record ids, persisters, and results of queries.
    opens org.morango.hibernate.mapping to org.hibernate.orm.core;
    opens org.morango.hibernate.internal.capture to org.hibernate.orm.core;
    opens org.morango.hibernate.internal.entity to org.hibernate.orm.core;
    opens org.morango.hibernate.internal.store to org.hibernate.orm.core;

    // For tools that find migrations on the class path or module path.
    opens org.morango.migrations;
    opens org.morango.migrations.h2;
    opens org.morango.migrations.mariadb;
    opens org.morango.migrations.postgresql;
    opens org.morango.migrations.sqlite;

    provides org.hibernate.boot.model.TypeContributor with org.morango.hibernate.internal.store.DirectTimes;
    provides org.hibernate.boot.spi.AdditionalMappingContributor with
            org.morango.hibernate.internal.store.StoreMappings;
    provides org.hibernate.integrator.spi.Integrator with org.morango.hibernate.internal.capture.CaptureIntegrator;
    provides org.hibernate.service.spi.ServiceContributor with
            org.morango.hibernate.internal.capture.CaptureServices,
            org.morango.hibernate.internal.store.TransactionServices;
}

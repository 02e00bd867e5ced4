package org.morango.hibernate;

/** What Hibernate does not create on SQLite as these tests need it. */
final class SqliteTables {
    /** Hibernate does not create unique indexes of several columns, nor give each key the type that numbers rows. */
    static final String[] STATEMENTS = {
        "create unique index if not exists pupil_picture on Pupil (classroom, picture)",
        "drop table Complaint",
        "drop table Patient",
        "drop table Clerk",
        "create table Clerk (id integer primary key, name varchar(255) unique, badge integer unique)",
        "drop table Appointment",
        "drop table Station",
        "drop table Bed",
        "drop table Repair",
        "create table Station (id integer primary key, version integer not null, createdBy_id bigint,"
                + " site varchar(255), name varchar(255))",
        "create table Bed (id integer primary key, station_id bigint not null, label varchar(255),"
                + " note varchar(255), unique (station_id, label))",
        "create table Repair (id integer primary key, station_id bigint not null, text varchar(255))",
        "create table Complaint (id integer primary key, line_line_number integer, line_purchase_id bigint,"
                + " text varchar(255))",
        "create table Appointment (id integer primary key, cancelled integer not null, patient_id bigint,"
                + " subject varchar(255), created timestamp, changed timestamp)",
        "create table Patient (id integer primary key, version integer not null, contact_id bigint,"
                + " createdBy_id bigint, name varchar(255), street varchar(255), town varchar(255))"
    };

    private SqliteTables() {}
}

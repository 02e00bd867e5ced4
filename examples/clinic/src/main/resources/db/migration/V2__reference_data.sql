insert into app_user (id, login, full_name) values
    (1, 'reception', 'Reception'),
    (2, 'night', 'Night Shift');

insert into department (id, version, created_at, updated_at, code, name, parent_id) values
    (1, 0, current_timestamp, current_timestamp, 'MED', 'Medicine', null),
    (2, 0, current_timestamp, current_timestamp, 'CARD', 'Cardiology', 1),
    (3, 0, current_timestamp, current_timestamp, 'PED', 'Pediatrics', 1),
    (4, 0, current_timestamp, current_timestamp, 'SURG', 'Surgery', null);

insert into diagnosis (id, code, title) values
    (1, 'I10', 'Essential hypertension'),
    (2, 'E11', 'Type 2 diabetes mellitus'),
    (3, 'J45', 'Asthma'),
    (4, 'J06', 'Acute upper respiratory infection'),
    (5, 'S52', 'Fracture of forearm');

insert into allergy (id, code, name) values
    (1, 'PEN', 'Penicillin'),
    (2, 'NUT', 'Nuts'),
    (3, 'LAT', 'Latex');

-- Beyond the numbers above: after a restart with 101, Hibernate begins with 52.
alter sequence app_user_seq restart with 101;
alter sequence department_seq restart with 101;
alter sequence diagnosis_seq restart with 101;
alter sequence allergy_seq restart with 101;

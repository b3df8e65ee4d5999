BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0036');
CREATE TABLE api_token (
	name VARCHAR(64) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	made_at DATETIME NOT NULL, 
	last_used DATETIME, 
	CONSTRAINT pk_api_token PRIMARY KEY (name), 
	CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash)
);
INSERT INTO "api_token" VALUES('Website','5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8','2026-03-02 09:30:00.000000','2026-03-02 10:00:00.000000');
INSERT INTO "api_token" VALUES('Zaaltekst','65e84be33532fb784c48129675f9eff3a682b27168c0ea744b2cf58ee02337c5','2026-03-02 09:31:00.000000',NULL);
CREATE TABLE approved_wording (
	path TEXT NOT NULL, 
	language TEXT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	content TEXT NOT NULL, 
	approved_by TEXT, 
	approved_at DATETIME NOT NULL, 
	stands BOOLEAN NOT NULL, 
	CONSTRAINT pk_approved_wording PRIMARY KEY (path, language)
);
INSERT INTO "approved_wording" VALUES('offer/thee','','offer','thee','{"offer": {"key": "thee", "title": {"nl": "Thee", "en": "Tea"}, "text": {"nl": "Thee voor twee."}, "condition": {"type": "last_minutes", "minutes": 90}, "written_by": "Noor"}}','Ümit','2026-03-02 09:30:27.000000',1);
INSERT INTO "approved_wording" VALUES('work/hoed/block/hoed-nl-1/text','','work','hoed','{"block": {"key": "hoed-nl-1", "language": "nl", "level": "adult", "theme": "making", "text": "Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.", "sources": [{"citation": "A. Maker & Ümit Öz, 線について, 1999", "where": "https://example.org/lines?p=7"}, {"citation": "Archive of the house, box 3"}], "written_by": "Noor", "rights": {"licence": "CC-BY-4.0", "holder": "Stichting De Lijn", "note": {"nl": "Foto: Noor", "ja": "写真：ノール"}}, "layer": 9}}','Ümit','2026-03-02 09:30:35.000000',1);
INSERT INTO "approved_wording" VALUES('work/hoed/block/hoed-nl-kind/text','','work','hoed','{"block": {"key": "hoed-nl-kind", "language": "nl", "level": "child", "theme": "looking", "text": "Zie jij de hoed?", "sources": [{"citation": "Archive of the house, box 3"}], "written_by": "a model", "hand": "model", "layer": 2}}','Noor','2026-03-02 09:30:35.000000',1);
CREATE TABLE block_comment (
	number INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	work VARCHAR(64) NOT NULL, 
	block VARCHAR(64) NOT NULL, 
	answer_to INTEGER, 
	"by" VARCHAR(64) NOT NULL, 
	said_at DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	resolved_at DATETIME, 
	resolved_by VARCHAR(64), 
	CONSTRAINT pk_block_comment PRIMARY KEY (number), 
	CONSTRAINT fk_block_comment_kind_draft FOREIGN KEY(kind, work) REFERENCES draft (kind, "key") ON DELETE CASCADE, 
	CONSTRAINT fk_block_comment_answer_to_block_comment FOREIGN KEY(answer_to) REFERENCES block_comment (number) ON DELETE CASCADE
);
INSERT INTO "block_comment" VALUES(1,'work','hoed','hoed-nl-1',NULL,'Ümit Öz','2026-03-02 10:08:00.000000','Is dit jaar zeker?','2026-03-02 10:09:00.000000','museum');
INSERT INTO "block_comment" VALUES(4,'work','hoed','hoed-nl-1',1,'museum','2026-03-02 10:08:30.000000','Ja: 線.',NULL,NULL);
CREATE TABLE booked_tour (
	number INTEGER NOT NULL, 
	day DATE NOT NULL, 
	begins INTEGER NOT NULL, 
	ends INTEGER NOT NULL, 
	groups INTEGER NOT NULL, 
	CONSTRAINT pk_booked_tour PRIMARY KEY (number)
);
INSERT INTO "booked_tour" VALUES(1,'2026-03-04',630,690,2);
CREATE TABLE bulk_change (
	number INTEGER NOT NULL, 
	action VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_bulk_change PRIMARY KEY (number)
);
INSERT INTO "bulk_change" VALUES(1,'approve','done','Noor','2026-03-02 10:30:00.000000','{"works":1,"changed":1,"texts":1}');
CREATE TABLE bulk_change_work (
	number INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_bulk_change_work PRIMARY KEY (number, place)
);
INSERT INTO "bulk_change_work" VALUES(1,0,'lijn','{"name":"1 Lijn","before":1,"written":2,"wordings":[{"path":"work/lijn/title","language":"nl"}]}');
CREATE TABLE claim_token (
	id INTEGER NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	made_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	name VARCHAR(64), 
	room VARCHAR(64), 
	used_at DATETIME, 
	used_with VARCHAR(64), 
	CONSTRAINT pk_claim_token PRIMARY KEY (id), 
	CONSTRAINT uq_claim_token_token_hash UNIQUE (token_hash)
);
INSERT INTO "claim_token" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000','Tess','2026-03-02 10:30:00.000000','2026-03-16 10:30:00.000000','hall-1','hall','2026-03-03 08:00:00.000000','abababababababababababababababababababababababababababababababab');
INSERT INTO "claim_token" VALUES(2,'1111111111111111111111111111111111111111111111111111111111111111','command line','2026-03-02 10:30:00.000000','2026-03-16 10:30:00.000000',NULL,NULL,NULL,NULL);
CREATE TABLE device (
	name VARCHAR(64) NOT NULL, 
	"key" BLOB NOT NULL, 
	room VARCHAR(64), 
	wanted TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	key_made_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT pk_device PRIMARY KEY (name)
);
INSERT INTO "device" VALUES('kiosk-1',X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F','zolder','{"v":1,"software":"0.1","settings":"door"}','2026-03-02 10:10:00.000000','ヒロ','2026-03-02 10:11:00.000000','2026-03-02 10:12:00.000000');
INSERT INTO "device" VALUES('kiosk-2',X'202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F',NULL,'{"v":1,"software":null,"settings":null}','2026-03-02 10:10:00.000000','','2026-03-02 10:10:00.000000',NULL);
CREATE TABLE device_certificate (
	serial VARCHAR(40) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	issued_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT pk_device_certificate PRIMARY KEY (serial)
);
INSERT INTO "device_certificate" VALUES('7b','hall-1','abababababababababababababababababababababababababababababababab','2026-03-03 08:00:00.000000','2027-03-03 08:00:00.000000',NULL);
CREATE TABLE draft (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	version INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (kind, "key")
);
INSERT INTO "draft" VALUES('site','huis',1,0,'{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"}','2026-03-02 09:30:06.000000','import');
INSERT INTO "draft" VALUES('passage','hal-zolder-lift',1,1,'{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:07.000000','import');
INSERT INTO "draft" VALUES('passage','hal-zolder-stairs',1,2,'{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:08.000000','import');
INSERT INTO "draft" VALUES('passage','hal-kelder-steps',1,3,'{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:09.000000','import');
INSERT INTO "draft" VALUES('passage','hal-kelder-ramp',1,4,'{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:10.000000','import');
INSERT INTO "draft" VALUES('passage','hal-kelder-door',1,5,'{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:11.000000','import');
INSERT INTO "draft" VALUES('passage','hal-kelder-door-2',1,6,'{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:12.000000','import');
INSERT INTO "draft" VALUES('room','hal',1,7,'{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]}','2026-03-02 09:30:13.000000','import');
INSERT INTO "draft" VALUES('room','kelder',1,8,'{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1}','2026-03-02 09:30:14.000000','import');
INSERT INTO "draft" VALUES('room','zolder',1,9,'{"key":"zolder","name":{},"floor":2,"capacity":8}','2026-03-02 09:30:15.000000','import');
INSERT INTO "draft" VALUES('theme','making',1,10,'{"key":"making","name":{"nl":"Het maken","en":"The making"}}','2026-03-02 09:30:16.000000','import');
INSERT INTO "draft" VALUES('theme','looking',1,11,'{"key":"looking","name":{}}','2026-03-02 09:30:17.000000','import');
INSERT INTO "draft" VALUES('work','hoed',4,12,'{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}','2026-03-02 09:30:35.000000','Ümit Öz');
INSERT INTO "draft" VALUES('work','kolam',1,13,'{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]}','2026-03-02 09:30:19.000000','import');
INSERT INTO "draft" VALUES('work','hilbert',1,14,'{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}}','2026-03-02 09:30:20.000000','import');
INSERT INTO "draft" VALUES('work','kromme',1,15,'{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}','2026-03-02 09:30:21.000000','import');
INSERT INTO "draft" VALUES('link','band-maker',1,16,'{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]}','2026-03-02 09:30:22.000000','import');
INSERT INTO "draft" VALUES('link','band-motief',1,17,'{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]}','2026-03-02 09:30:23.000000','import');
INSERT INTO "draft" VALUES('link','band-bouw',1,18,'{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}','2026-03-02 09:30:24.000000','import');
INSERT INTO "draft" VALUES('tour','kort',1,19,'{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30}','2026-03-02 09:30:25.000000','import');
INSERT INTO "draft" VALUES('tour','lang',1,20,'{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}','2026-03-02 09:30:26.000000','import');
INSERT INTO "draft" VALUES('offer','thee',1,21,'{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"}','2026-03-02 09:30:27.000000','import');
INSERT INTO "draft" VALUES('offer','stil',1,22,'{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"}','2026-03-02 09:30:28.000000','import');
INSERT INTO "draft" VALUES('offer','gewoon',1,23,'{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"}','2026-03-02 09:30:29.000000','import');
INSERT INTO "draft" VALUES('room','tuin',3,24,'{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}','2026-03-02 09:30:39.000000','Noor');
CREATE TABLE draft_change (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	number BIGINT NOT NULL, 
	CONSTRAINT pk_draft_change PRIMARY KEY (kind, "key")
);
INSERT INTO "draft_change" VALUES('work','lijn',1);
CREATE TABLE ended_rights_choice (
	number INTEGER NOT NULL, 
	leaves_out BOOLEAN NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_ended_rights_choice PRIMARY KEY (number)
);
INSERT INTO "ended_rights_choice" VALUES(1,1,'2026-03-02 10:30:00.000000','Noor');
CREATE TABLE event (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (id)
);
INSERT INTO "event" VALUES(1,'2026-03-02 10:01:00.000000','draft-changed','Ümit Öz','work hoed','version 4');
INSERT INTO "event" VALUES(2,'2026-03-02 10:02:00.000000','approved','museum','work hoed','hoed-1');
INSERT INTO "event" VALUES(3,'2026-03-02 10:03:00.000000','publish-asked','museum','release 1','');
INSERT INTO "event" VALUES(4,'2026-03-02 10:04:30.000000','settings-changed','','','{"secure_cookies":false,"needs_approval":true,"event_days":730}');
CREATE TABLE footfall (
	device VARCHAR(64) NOT NULL, 
	epoch VARCHAR(16) NOT NULL, 
	sequence BIGINT NOT NULL, 
	boot VARCHAR(16) NOT NULL, 
	monotonic FLOAT NOT NULL, 
	start FLOAT NOT NULL, 
	clock_trusted BOOLEAN NOT NULL, 
	room VARCHAR(64), 
	observed_seconds FLOAT NOT NULL, 
	entered INTEGER, 
	"left" INTEGER, 
	in_view_mean FLOAT, 
	in_view_max INTEGER, 
	received_at FLOAT NOT NULL, zones TEXT, 
	CONSTRAINT pk_footfall PRIMARY KEY (device, epoch, sequence)
)
 WITHOUT ROWID

;
INSERT INTO "footfall" VALUES('kiosk-1','0123456789abcdef',7,'fedcba9876543210',3600.25,1772444220.0,1,'hal',59.5,12,3,2.25,6,1772447400.0,'{"voor-de-hoed":{"in_view_mean":1.5,"in_view_max":3,"dwell":[4,3,2,1,0,0,0,1]},"bank":{"in_view_mean":0.0,"in_view_max":0,"dwell":[0,0,0,0,0,0,0,0]}}');
INSERT INTO "footfall" VALUES('kiosk-1','0123456789abcdef',8,'fedcba9876543210',3600.25,1772444280.0,0,NULL,0.0,NULL,NULL,NULL,NULL,1772447460.5,NULL);
INSERT INTO "footfall" VALUES('kiosk-1','0123456789abcdef',9,'fedcba9876543210',3600.25,1772444340.0,1,'hal',59.5,0,0,0.0,0,1772447520.0,NULL);
INSERT INTO "footfall" VALUES('kiosk-2','0123456789abcdef',4611686018427387904,'fedcba9876543210',3600.25,1772444040.0,1,'hal',59.5,12,3,2.25,6,1772447522.0,NULL);
INSERT INTO "footfall" VALUES('kiosk-2','ffffffffffffffff',0,'fedcba9876543210',3600.25,1772443800.0,0,'zolder',59.5,0,0,0.0,0,1772447521.25,NULL);
CREATE TABLE footfall_differing (
	device VARCHAR(64) NOT NULL, 
	epoch VARCHAR(16) NOT NULL, 
	sequence BIGINT NOT NULL, 
	digest VARCHAR(32) NOT NULL, 
	boot VARCHAR(16) NOT NULL, 
	monotonic FLOAT NOT NULL, 
	start FLOAT NOT NULL, 
	clock_trusted BOOLEAN NOT NULL, 
	room VARCHAR(64), 
	observed_seconds FLOAT NOT NULL, 
	entered INTEGER, 
	"left" INTEGER, 
	in_view_mean FLOAT, 
	in_view_max INTEGER, 
	zones TEXT, 
	received_at FLOAT NOT NULL, 
	CONSTRAINT pk_footfall_differing PRIMARY KEY (device, epoch, sequence, digest)
);
INSERT INTO "footfall_differing" VALUES('kiosk-1','eeeeeeeeeeeeeeee',4611686018427387904,'0123456789abcdef0123456789abcdef','bbbbbbbbbbbbbbbb',61.5,1772443800.0,1,'hal',60.0,3,1,0.5,2,'{"before":{"in_view_mean":0.25,"in_view_max":1,"dwell":[1,0,0,0,0,0,0,2]}}',1772447400.0);
INSERT INTO "footfall_differing" VALUES('kiosk-2','ffffffffffffffff',0,'fedcba9876543210fedcba9876543210','bbbbbbbbbbbbbbbb',0.0,0.0,0,NULL,0.0,NULL,NULL,NULL,NULL,NULL,1772447401.0);
CREATE TABLE import (
	number INTEGER NOT NULL, 
	source VARCHAR(200) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_import PRIMARY KEY (number)
);
INSERT INTO "import" VALUES(1,'collectie.csv','applied','Noor','2026-03-02 10:30:00.000000','{"files":["collectie.csv"],"mapping":{"columns":[{"heading":"Titel","field":"title","language":"nl"}]},"counts":{"conflict":1},"applied_by":"Noor","applied_at":"2026-03-02T10:31:00Z"}');
CREATE TABLE import_columns (
	headings VARCHAR(64) NOT NULL, 
	document TEXT NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_import_columns PRIMARY KEY (headings)
);
INSERT INTO "import_columns" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"columns":[{"heading":"Titel","field":"title","language":"nl"}]}','Noor','2026-03-02 10:30:00.000000');
CREATE TABLE import_part (
	number INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	has_problems BOOLEAN NOT NULL, 
	taken BOOLEAN NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_import_part PRIMARY KEY (number, place)
);
INSERT INTO "import_part" VALUES(1,1,'work','lijn','conflict',1,1,'{"where":"row 2","name":"Lijn","identifier":"A-1","version":1,"said":{"/title/nl":"Lijn"},"base":{"/title/nl":"De lijn"},"conflicts":[{"path":"/title/nl","before":"Een lijn","after":"Lijn"}],"problems":["there is no picture lijn.png"],"chosen":["/title/nl"],"before":1,"written":2}');
CREATE TABLE import_said (
	source VARCHAR(200) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	identifier VARCHAR(500) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_import_said PRIMARY KEY (source, kind, identifier)
);
INSERT INTO "import_said" VALUES('collectie.csv','work','A-1','lijn',1,'{"fields":{"/title/nl":"Lijn"}}');
CREATE TABLE job (
	id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	only_one VARCHAR(40), 
	arguments TEXT NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	started_at DATETIME, 
	ended_at DATETIME, 
	state VARCHAR(16) NOT NULL, 
	interruptions INTEGER NOT NULL, 
	cancel_asked BOOLEAN NOT NULL, 
	doing VARCHAR(200) NOT NULL, 
	done INTEGER NOT NULL, 
	"of" INTEGER NOT NULL, 
	problem TEXT NOT NULL, 
	result TEXT, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT uq_job_only_one UNIQUE (only_one)
);
INSERT INTO "job" VALUES(1,'publish',NULL,'{"note":"Open: de eerste dag – 初日.","again":1,"speech_seconds":2.5}','museum','2026-03-02 10:03:00.000000','2026-03-02 10:03:01.000000','2026-03-02 10:03:09.000000','done',1,0,'signing',1,1,'','{"number":2,"problems":[],"notes":["Eén zin."],"newly_spoken":3,"to_speak":1,"seconds":8.0}');
INSERT INTO "job" VALUES(2,'speech',NULL,'{}','server','2026-03-02 10:03:09.000000','2026-03-02 10:03:10.000000','2026-03-02 10:04:00.000000','failed',0,1,'making speech',2,3,'The disk is full – vol.','{"number":2}');
INSERT INTO "job" VALUES(3,'check-references','check-references','{}','server','2026-03-02 10:05:00.000000',NULL,NULL,'waiting',0,0,'',0,0,'',NULL);
CREATE TABLE "kiosk" (
	device VARCHAR(64) NOT NULL, 
	room VARCHAR(64), 
	online BOOLEAN NOT NULL, 
	first_seen FLOAT NOT NULL, 
	last_seen FLOAT NOT NULL, 
	release BIGINT, 
	health TEXT, 
	starts TEXT, 
	conflict_at FLOAT, 
	CONSTRAINT pk_kiosk PRIMARY KEY (device)
);
INSERT INTO "kiosk" VALUES('kiosk-1','hal',1,1772447400.0,1772447400.0,2,'{"at":1772443800.0,"clock_trusted":true,"software":"0.1.0+44a276a","release":2,"room":"hal","uptime_seconds":86400.5,"outbox_depth":3,"disk_free_bytes":1099511627776,"temperature_celsius":48.5,"cameras":{"camera-1":"ok","camera-2":"not there"},"trouble":["The disk is full: counts are kept in memory.","Überhitzt."],"blind":{"camera-1":"dark","camera-2":"covered","camera-3":"frozen","camera-4":"no-pictures","camera-5":"detector"},"v":1}',NULL,NULL);
INSERT INTO "kiosk" VALUES('kiosk-2',NULL,0,1772447395.0,1772447400.0,NULL,'{"at":0.0,"clock_trusted":false,"software":"","release":null,"room":null,"uptime_seconds":0.0,"outbox_depth":0,"disk_free_bytes":0,"temperature_celsius":null,"cameras":{},"trouble":[],"blind":{},"v":1}',NULL,NULL);
INSERT INTO "kiosk" VALUES('kiosk-3',NULL,1,1772447400.0,1772447400.0,NULL,NULL,NULL,NULL);
CREATE TABLE kiosk_alarm (
	id INTEGER NOT NULL, 
	device VARCHAR(64) NOT NULL, 
	words TEXT NOT NULL, 
	began_at DATETIME NOT NULL, 
	told_at DATETIME, 
	ended_at DATETIME, 
	end_told_at DATETIME, 
	CONSTRAINT pk_kiosk_alarm PRIMARY KEY (id)
);
INSERT INTO "kiosk_alarm" VALUES(1,'kiosk-1','offline','2026-03-02 10:30:00.000000','2026-03-02 10:36:00.000000','2026-03-02 11:30:00.000000','2026-03-02 11:32:00.000000');
INSERT INTO "kiosk_alarm" VALUES(2,'kiosk-2','too hot','2026-03-02 10:30:00.000000',NULL,NULL,NULL);
CREATE TABLE kiosk_key (
	fingerprint VARCHAR(64) NOT NULL, 
	name VARCHAR(64), 
	waits VARCHAR(32) NOT NULL, 
	first_seen DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, 
	placing TEXT, 
	CONSTRAINT pk_kiosk_key PRIMARY KEY (fingerprint)
);
INSERT INTO "kiosk_key" VALUES('abababababababababababababababababababababababababababababababab','hall-1','','2026-03-03 08:00:00.000000','2026-03-03 09:00:00.000000','{"v":1,"cameras":[{"count":true,"line":[1.0,2.0,3.0,4.0]}]}');
INSERT INTO "kiosk_key" VALUES('cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd',NULL,'no-token','2026-03-03 08:30:00.000000','2026-03-03 09:00:00.000000',NULL);
CREATE TABLE kiosk_order (
	id VARCHAR(16) NOT NULL, 
	device VARCHAR(64) NOT NULL, 
	what VARCHAR(16) NOT NULL, 
	number INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	until DATETIME NOT NULL, 
	result VARCHAR(16), 
	reason TEXT NOT NULL, 
	answered_at DATETIME, 
	lines TEXT, 
	CONSTRAINT pk_kiosk_order PRIMARY KEY (id)
);
INSERT INTO "kiosk_order" VALUES('0123456789abcdef','kiosk-1','logs',1,'2026-03-02 10:30:00.000000','Noor','2026-03-02 10:40:00.000000','done','','2026-03-02 10:30:05.000000','03-02 10:30:00 INFO device.uplink.uplink:236 connected to the broker');
CREATE TABLE kiosk_place (
	device VARCHAR(64) NOT NULL, 
	floor INTEGER NOT NULL, 
	x FLOAT NOT NULL, 
	y FLOAT NOT NULL, 
	CONSTRAINT pk_kiosk_place PRIMARY KEY (device)
);
INSERT INTO "kiosk_place" VALUES('kiosk-1',0,3.5,2.25);
CREATE TABLE kiosk_sample (
	device VARCHAR(64) NOT NULL, 
	at BIGINT NOT NULL, 
	online BOOLEAN NOT NULL, 
	temperature FLOAT, 
	memory_free BIGINT, 
	disk_free BIGINT, 
	waiting INTEGER, 
	recognition_ms FLOAT, 
	under_voltage BOOLEAN, 
	throttled BOOLEAN, 
	CONSTRAINT pk_kiosk_sample PRIMARY KEY (device, at)
);
INSERT INTO "kiosk_sample" VALUES('kiosk-1',1772447400,1,48.5,1000000000,5000000000,2,180.5,0,1);
INSERT INTO "kiosk_sample" VALUES('kiosk-1',1772447700,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE kiosk_settings (
	id INTEGER NOT NULL, 
	scope VARCHAR(8) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	settings TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_kiosk_settings PRIMARY KEY (id)
);
INSERT INTO "kiosk_settings" VALUES(1,'site','','{"settings":{"level":"child"},"v":1}','2026-03-02 10:30:00.000000','Noor',NULL);
INSERT INTO "kiosk_settings" VALUES(2,'kiosk','kiosk-1','{"settings":{"room":"hal"},"v":1}','2026-03-02 10:31:00.000000','Noor',1);
CREATE TABLE kiosk_software (
	device VARCHAR(64) NOT NULL, 
	order_id VARCHAR(16), 
	running VARCHAR(64) NOT NULL, 
	slot VARCHAR(32), 
	other VARCHAR(64), 
	step VARCHAR(16) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	reason VARCHAR(64) NOT NULL, 
	words TEXT NOT NULL, 
	heard_at DATETIME NOT NULL, 
	CONSTRAINT pk_kiosk_software PRIMARY KEY (device)
);
INSERT INTO "kiosk_software" VALUES('kiosk-2','00112233445566bb','1.3.0','A',NULL,'rolled-back','1.4.0','unhealthy','Screen: no page.','2026-03-03 19:50:00.000000');
CREATE TABLE link_decision (
	left_work VARCHAR(64) NOT NULL, 
	right_work VARCHAR(64) NOT NULL, 
	accepted BOOLEAN NOT NULL, 
	link VARCHAR(64) NOT NULL, 
	reasons TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	decided_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_link_decision PRIMARY KEY (left_work, right_work)
);
INSERT INTO "link_decision" VALUES('hoed','lamp',1,'hoed-lamp','[{"kind":"maker","name":"jan steen","works":2,"weight":0.94,"left":{"field":"maker","words":"Jan Steen"},"right":{"field":"maker","words":"Steen, Jan"}}]',0.94,'2026-03-02 10:30:00.000000','museum');
INSERT INTO "link_decision" VALUES('lamp','stoel',0,'','[]',0.6,'2026-03-02 10:31:00.000000','Ümit Öz');
CREATE TABLE name_match (
	kind VARCHAR(8) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	uri VARCHAR(200) NOT NULL, 
	words VARCHAR(200) NOT NULL, 
	label VARCHAR(300) NOT NULL, 
	note TEXT NOT NULL, 
	relation VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_name_match PRIMARY KEY (kind, name, uri)
);
INSERT INTO "name_match" VALUES('maker','jan steen','http://vocab.getty.edu/ulan/500900001','Jan Steen','Steen, Jan','','exactMatch','accepted','2026-03-02 10:32:00.000000','museum');
CREATE TABLE offer_at_kiosk (
	device VARCHAR(64) NOT NULL, 
	epoch VARCHAR(16) NOT NULL, 
	sequence BIGINT NOT NULL, 
	hour FLOAT NOT NULL, 
	offer VARCHAR(64) NOT NULL, 
	shown INTEGER NOT NULL, 
	CONSTRAINT pk_offer_at_kiosk PRIMARY KEY (device, epoch, sequence)
);
INSERT INTO "offer_at_kiosk" VALUES('kiosk-1','0123456789abcdef',0,1772535600.0,'thee',7);
INSERT INTO "offer_at_kiosk" VALUES('kiosk-1','0123456789abcdef',4611686018427387904,1772539200.0,'boek',0);
CREATE TABLE offer_at_kiosk_differing (
	device VARCHAR(64) NOT NULL, 
	epoch VARCHAR(16) NOT NULL, 
	sequence BIGINT NOT NULL, 
	digest VARCHAR(32) NOT NULL, 
	hour FLOAT NOT NULL, 
	offer VARCHAR(64) NOT NULL, 
	shown INTEGER NOT NULL, 
	CONSTRAINT pk_offer_at_kiosk_differing PRIMARY KEY (device, epoch, sequence, digest)
);
INSERT INTO "offer_at_kiosk_differing" VALUES('kiosk-1','0123456789abcdef',0,'0123456789abcdef0123456789abcdef',1772535600.0,'thee',2);
CREATE TABLE offer_code (
	number INTEGER NOT NULL, 
	day DATE NOT NULL, 
	serial INTEGER NOT NULL, 
	offer VARCHAR(64) NOT NULL, 
	expires_at FLOAT NOT NULL, 
	redeemed BOOLEAN NOT NULL, 
	CONSTRAINT pk_offer_code PRIMARY KEY (number, day, serial)
);
INSERT INTO "offer_code" VALUES(1,'2026-03-03',48213,'thee',1772539200.0,1);
INSERT INTO "offer_code" VALUES(1,'2026-03-03',0,'thee',1772539200.0,0);
CREATE TABLE offer_count (
	offer VARCHAR(64) NOT NULL, 
	day DATE NOT NULL, 
	shown INTEGER NOT NULL, 
	taken INTEGER NOT NULL, 
	redeemed INTEGER NOT NULL, 
	CONSTRAINT pk_offer_count PRIMARY KEY (offer, day)
);
INSERT INTO "offer_count" VALUES('thee','2026-03-03',40,12,9);
INSERT INTO "offer_count" VALUES('boek','2026-03-03',0,0,0);
CREATE TABLE offer_hour (
	offer VARCHAR(64) NOT NULL, 
	hour FLOAT NOT NULL, 
	room VARCHAR(64) NOT NULL, 
	held_back BOOLEAN NOT NULL, 
	people INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	CONSTRAINT pk_offer_hour PRIMARY KEY (offer, hour)
);
INSERT INTO "offer_hour" VALUES('thee',1772535600.0,'hal',1,310,52);
INSERT INTO "offer_hour" VALUES('thee',1772539200.0,'hal',0,0,0);
CREATE TABLE offer_number (
	offer VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	issued INTEGER NOT NULL, 
	CONSTRAINT pk_offer_number PRIMARY KEY (offer), 
	CONSTRAINT uq_offer_number_number UNIQUE (number)
);
INSERT INTO "offer_number" VALUES('thee',1,3);
INSERT INTO "offer_number" VALUES('boek',2,0);
CREATE TABLE offer_rain (
	id INTEGER NOT NULL, 
	until FLOAT NOT NULL, 
	CONSTRAINT pk_offer_rain PRIMARY KEY (id)
);
INSERT INTO "offer_rain" VALUES(1,1772542800.0);
CREATE TABLE "plan_picture" (
	number INTEGER NOT NULL, 
	floor INTEGER NOT NULL, 
	current BOOLEAN NOT NULL, 
	content BLOB NOT NULL, 
	width_px INTEGER NOT NULL, 
	height_px INTEGER NOT NULL, 
	"left" FLOAT NOT NULL, 
	top FLOAT NOT NULL, 
	width FLOAT NOT NULL, 
	added_at DATETIME NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	shown BOOLEAN DEFAULT 0 NOT NULL, 
	phone_file TEXT DEFAULT '' NOT NULL, 
	rights TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_plan_picture PRIMARY KEY (number)
);
INSERT INTO "plan_picture" VALUES(1,0,0,X'89504E470D0A1A0A20616E6420736F206F6E',2400,1600,-1.5,0.25,42.5,'2026-03-02 09:00:00.000000','Noor',0,'','');
INSERT INTO "plan_picture" VALUES(2,0,1,X'89504E470D0A1A0A20616E6420736F206F6E',2400,1600,-1.5,0.25,42.5,'2026-03-02 09:00:00.000000','Noor',0,'','');
INSERT INTO "plan_picture" VALUES(3,-1,1,X'89504E470D0A1A0A20616E6420736F206F6E',2400,1600,-1.5,0.25,42.5,'2026-03-02 09:00:00.000000','Noor',0,'','');
CREATE TABLE planned_publish (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	note TEXT NOT NULL, 
	planned_by VARCHAR(64) NOT NULL, 
	planned_at DATETIME NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	ended_at DATETIME, 
	ended_by VARCHAR(64), 
	job INTEGER, 
	CONSTRAINT pk_planned_publish PRIMARY KEY (id)
);
INSERT INTO "planned_publish" VALUES(1,'2027-03-01 08:00:00.000000','The spring exhibition.','Noor','2027-02-01 08:00:00.000000','planned',NULL,NULL,NULL);
INSERT INTO "planned_publish" VALUES(2,'2026-03-01 08:00:00.000000','','Noor','2026-02-01 08:00:00.000000','begun','2026-03-01 08:00:04.000000','server',1);
CREATE TABLE preview_link (
	id INTEGER NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	made_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	approved_only BOOLEAN NOT NULL, 
	CONSTRAINT pk_preview_link PRIMARY KEY (id), 
	CONSTRAINT uq_preview_link_token_hash UNIQUE (token_hash)
);
INSERT INTO "preview_link" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000','Noor','2026-03-02 10:30:00.000000','2026-03-03 10:30:00.000000',0);
CREATE TABLE proposed_link (
	left_work VARCHAR(64) NOT NULL, 
	right_work VARCHAR(64) NOT NULL, 
	score FLOAT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	reasons TEXT NOT NULL, 
	CONSTRAINT pk_proposed_link PRIMARY KEY (left_work, right_work)
);
INSERT INTO "proposed_link" VALUES('hoed','stoel',0.94,'maker','[{"kind":"maker","name":"jan steen","works":2,"weight":0.94,"left":{"field":"maker","words":"Jan Steen"},"right":{"field":"maker","words":"Steen, Jan"}}]');
CREATE TABLE published_release (
	number INTEGER NOT NULL, 
	published_at DATETIME NOT NULL, 
	published_by VARCHAR(64) NOT NULL, 
	note TEXT NOT NULL, 
	body TEXT NOT NULL, words_approved BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_published_release PRIMARY KEY (number)
);
INSERT INTO "published_release" VALUES(1,'2026-03-02 09:30:31.000000','museum','Open: de eerste dag – 初日.','{"number":1,"published_at":1772443831.0,"museum":{"site":{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"},"rooms":[{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]},{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1},{"key":"zolder","name":{},"floor":2,"capacity":8}],"works":[{"key":"hoed","number":1,"title":{"nl":"De hoed","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]},{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}},{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}],"themes":[{"key":"making","name":{"nl":"Het maken","en":"The making"}},{"key":"looking","name":{}}],"passages":[{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}],"links":[{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]},{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]},{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}],"tours":[{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30},{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}],"offers":[{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"},{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"},{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"},{"key":"laat","title":{"nl":"Laat"},"text":{},"condition":{"type":"last_minutes","minutes":60},"written_by":"Noor"}]},"speech":[{"work":"hoed","block":"hoed-en-1","language":"en","level":"adult","seconds":3.9295,"opus":"speech/620ca25480ffdf67bbfefcfb0c57a544.opus","aac":"speech/620ca25480ffdf67bbfefcfb0c57a544.m4a","subtitles":"speech/620ca25480ffdf67bbfefcfb0c57a544.vtt","subtitles_portrait":"speech/620ca25480ffdf67bbfefcfb0c57a544.portrait.vtt","voice":"espeak-ng 1.52.0 en","machine_made":true},{"work":"hoed","block":"hoed-nl-kind","language":"nl","level":"child","seconds":1.6235833333333334,"opus":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.opus","aac":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.m4a","subtitles":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.vtt","subtitles_portrait":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true},{"work":"hoed","block":"hoed-nl-1","language":"nl","level":"adult","seconds":5.708666666666667,"opus":"speech/25cddfb9cc7a635e0fb9750838cb0414.opus","aac":"speech/25cddfb9cc7a635e0fb9750838cb0414.m4a","subtitles":"speech/25cddfb9cc7a635e0fb9750838cb0414.vtt","subtitles_portrait":"speech/25cddfb9cc7a635e0fb9750838cb0414.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true}],"pictures":{"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg":"pictures/a8539a3fd7a613d89400029b4fcf3b3c-2000-88.jpg","c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg":"pictures/c97dc7f5298d58ca1b9456a7d5fd745d-2000-88.jpg","6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg":"pictures/6efd1f2fe611588221ed252c6464e37f-2000-88.jpg"},"features":"features/18deca7e1e94343d27217efbf5418da1.features"}',0);
INSERT INTO "published_release" VALUES(2,'2026-03-02 09:30:40.000000','Ümit Öz','','{"number":2,"published_at":1772443840.0,"museum":{"site":{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"},"rooms":[{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]},{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1},{"key":"zolder","name":{},"floor":2,"capacity":8},{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}],"works":[{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]},{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}},{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}],"themes":[{"key":"making","name":{"nl":"Het maken","en":"The making"}},{"key":"looking","name":{}}],"passages":[{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}],"links":[{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]},{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]},{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}],"tours":[{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30},{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}],"offers":[{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"},{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"},{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"}]},"speech":[{"work":"hoed","block":"hoed-en-1","language":"en","level":"adult","seconds":3.9295,"opus":"speech/620ca25480ffdf67bbfefcfb0c57a544.opus","aac":"speech/620ca25480ffdf67bbfefcfb0c57a544.m4a","subtitles":"speech/620ca25480ffdf67bbfefcfb0c57a544.vtt","subtitles_portrait":"speech/620ca25480ffdf67bbfefcfb0c57a544.portrait.vtt","voice":"espeak-ng 1.52.0 en","machine_made":true},{"work":"hoed","block":"hoed-nl-kind","language":"nl","level":"child","seconds":1.6235833333333334,"opus":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.opus","aac":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.m4a","subtitles":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.vtt","subtitles_portrait":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true},{"work":"hoed","block":"hoed-nl-1","language":"nl","level":"adult","seconds":5.708666666666667,"opus":"speech/25cddfb9cc7a635e0fb9750838cb0414.opus","aac":"speech/25cddfb9cc7a635e0fb9750838cb0414.m4a","subtitles":"speech/25cddfb9cc7a635e0fb9750838cb0414.vtt","subtitles_portrait":"speech/25cddfb9cc7a635e0fb9750838cb0414.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true}],"pictures":{"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg":"pictures/a8539a3fd7a613d89400029b4fcf3b3c-2000-88.jpg","c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg":"pictures/c97dc7f5298d58ca1b9456a7d5fd745d-2000-88.jpg","6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg":"pictures/6efd1f2fe611588221ed252c6464e37f-2000-88.jpg"},"features":"features/18deca7e1e94343d27217efbf5418da1.features"}',0);
CREATE TABLE put_aside (
	id INTEGER NOT NULL, 
	topic VARCHAR(512) NOT NULL, 
	body BLOB NOT NULL, 
	reason TEXT NOT NULL, 
	received_at FLOAT NOT NULL, 
	CONSTRAINT pk_put_aside PRIMARY KEY (id)
);
INSERT INTO "put_aside" VALUES(1,'zaalgids/v1/huis/kiosk-1/footfall',X'7B2276223A327D','Bin of version 2',1772447400.0);
INSERT INTO "put_aside" VALUES(2,'zaalgids/v1/huis/␀/zaal-é',X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF','geen naam: “é”',1772447400.0);
INSERT INTO "put_aside" VALUES(3,'zaalgids/v1/huis/kiosk-2/told',X'','not a Told',1772447400.5);
CREATE TABLE recording (
	number INTEGER NOT NULL, 
	block VARCHAR(64) NOT NULL, 
	language VARCHAR(32) NOT NULL, 
	file VARCHAR(160) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	recorded_text TEXT NOT NULL, 
	text TEXT NOT NULL, 
	seconds FLOAT NOT NULL, 
	clipped BOOLEAN NOT NULL, 
	speaker VARCHAR(100) NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	added_at DATETIME NOT NULL, 
	chosen_at DATETIME, 
	alignment TEXT, 
	CONSTRAINT pk_recording PRIMARY KEY (number)
);
INSERT INTO "recording" VALUES(1,'hoed-nl-1','nl','0123456789abcdef0123456789abcdef/recording.webm','','Eén hoed.','Eén hoed.',1.5,0,'Anna de Vries','Noor','2026-03-02 10:30:00.000000','2026-03-02 10:31:00.000000','{"words":[{"start":0,"length":3,"seconds":0.25},{"start":4,"length":4,"seconds":0.75}],"doubts":[{"start":0,"length":9,"kind":"otherwise"}]}');
INSERT INTO "recording" VALUES(4,'','','ffffffffffffffffffffffffffffffff/recording.flac','Studio – 線.flac','','',61.25,1,'','Noor','2026-03-02 10:30:00.000000',NULL,NULL);
CREATE TABLE replaced_drafts (
	id INTEGER NOT NULL, 
	as_of DATETIME NOT NULL, 
	replaced_by VARCHAR(64) NOT NULL, 
	release INTEGER, 
	parts INTEGER NOT NULL, 
	CONSTRAINT pk_replaced_drafts PRIMARY KEY (id)
);
INSERT INTO "replaced_drafts" VALUES(1,'2026-03-02 09:00:00.000000','Noor',1,3);
CREATE TABLE revision (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	version INTEGER NOT NULL, 
	body TEXT, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_revision PRIMARY KEY (kind, "key", version)
);
INSERT INTO "revision" VALUES('site','huis',1,'{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"}','2026-03-02 09:30:06.000000','import');
INSERT INTO "revision" VALUES('passage','hal-zolder-lift',1,'{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:07.000000','import');
INSERT INTO "revision" VALUES('passage','hal-zolder-stairs',1,'{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:08.000000','import');
INSERT INTO "revision" VALUES('passage','hal-kelder-steps',1,'{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:09.000000','import');
INSERT INTO "revision" VALUES('passage','hal-kelder-ramp',1,'{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:10.000000','import');
INSERT INTO "revision" VALUES('passage','hal-kelder-door',1,'{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:11.000000','import');
INSERT INTO "revision" VALUES('passage','hal-kelder-door-2',1,'{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}','2026-03-02 09:30:12.000000','import');
INSERT INTO "revision" VALUES('room','hal',1,'{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]}','2026-03-02 09:30:13.000000','import');
INSERT INTO "revision" VALUES('room','kelder',1,'{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1}','2026-03-02 09:30:14.000000','import');
INSERT INTO "revision" VALUES('room','zolder',1,'{"key":"zolder","name":{},"floor":2,"capacity":8}','2026-03-02 09:30:15.000000','import');
INSERT INTO "revision" VALUES('theme','making',1,'{"key":"making","name":{"nl":"Het maken","en":"The making"}}','2026-03-02 09:30:16.000000','import');
INSERT INTO "revision" VALUES('theme','looking',1,'{"key":"looking","name":{}}','2026-03-02 09:30:17.000000','import');
INSERT INTO "revision" VALUES('work','hoed',1,'{"key":"hoed","number":1,"title":{"nl":"De hoed","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}','2026-03-02 09:30:18.000000','import');
INSERT INTO "revision" VALUES('work','kolam',1,'{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]}','2026-03-02 09:30:19.000000','import');
INSERT INTO "revision" VALUES('work','hilbert',1,'{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}}','2026-03-02 09:30:20.000000','import');
INSERT INTO "revision" VALUES('work','kromme',1,'{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}','2026-03-02 09:30:21.000000','import');
INSERT INTO "revision" VALUES('link','band-maker',1,'{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]}','2026-03-02 09:30:22.000000','import');
INSERT INTO "revision" VALUES('link','band-motief',1,'{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]}','2026-03-02 09:30:23.000000','import');
INSERT INTO "revision" VALUES('link','band-bouw',1,'{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}','2026-03-02 09:30:24.000000','import');
INSERT INTO "revision" VALUES('tour','kort',1,'{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30}','2026-03-02 09:30:25.000000','import');
INSERT INTO "revision" VALUES('tour','lang',1,'{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}','2026-03-02 09:30:26.000000','import');
INSERT INTO "revision" VALUES('offer','thee',1,'{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"}','2026-03-02 09:30:27.000000','import');
INSERT INTO "revision" VALUES('offer','stil',1,'{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"}','2026-03-02 09:30:28.000000','import');
INSERT INTO "revision" VALUES('offer','gewoon',1,'{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"}','2026-03-02 09:30:29.000000','import');
INSERT INTO "revision" VALUES('offer','laat',1,'{"key":"laat","title":{"nl":"Laat"},"text":{},"condition":{"type":"last_minutes","minutes":60},"written_by":"Noor"}','2026-03-02 09:30:30.000000','import');
INSERT INTO "revision" VALUES('work','hoed',2,'{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}','2026-03-02 09:30:33.000000','Noor');
INSERT INTO "revision" VALUES('work','hoed',3,'{"key":"hoed","number":1,"title":{"nl":"De hoed!","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}','2026-03-02 09:30:34.000000','Noor');
INSERT INTO "revision" VALUES('work','hoed',4,'{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}','2026-03-02 09:30:35.000000','Ümit Öz');
INSERT INTO "revision" VALUES('offer','laat',2,NULL,'2026-03-02 09:30:36.000000','Noor');
INSERT INTO "revision" VALUES('room','tuin',1,'{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}','2026-03-02 09:30:37.000000','Noor');
INSERT INTO "revision" VALUES('room','tuin',2,NULL,'2026-03-02 09:30:38.000000','Noor');
INSERT INTO "revision" VALUES('room','tuin',3,'{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}','2026-03-02 09:30:39.000000','Noor');
CREATE TABLE room_closure (
	room VARCHAR(64) NOT NULL, 
	until FLOAT, 
	CONSTRAINT pk_room_closure PRIMARY KEY (room)
);
INSERT INTO "room_closure" VALUES('hal',1772542800.0);
INSERT INTO "room_closure" VALUES('zolder',NULL);
CREATE TABLE roster_absence (
	number INTEGER NOT NULL, 
	colleague VARCHAR(16) NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	CONSTRAINT pk_roster_absence PRIMARY KEY (number)
);
INSERT INTO "roster_absence" VALUES(1,'0123456789abcdef','2026-03-09','2026-03-13','away');
CREATE TABLE roster_colleague (
	"key" VARCHAR(16) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	skills TEXT NOT NULL, 
	week_minutes INTEGER NOT NULL, 
	flex_minutes INTEGER NOT NULL, 
	most_days_in_a_row INTEGER NOT NULL, 
	hours TEXT NOT NULL, 
	link_hash VARCHAR(64), 
	CONSTRAINT pk_roster_colleague PRIMARY KEY ("key"), 
	CONSTRAINT uq_roster_colleague_link_hash UNIQUE (link_hash), 
	CONSTRAINT uq_roster_colleague_name UNIQUE (name)
);
INSERT INTO "roster_colleague" VALUES('0123456789abcdef','Noor','guard
desk',1440,240,5,'480-1080,480-1080,-,480-1080,480-1080,540-1080,-','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
CREATE TABLE roster_shift (
	colleague VARCHAR(16) NOT NULL, 
	day DATE NOT NULL, 
	published BOOLEAN NOT NULL, 
	kind INTEGER NOT NULL, 
	begins INTEGER NOT NULL, 
	ends INTEGER NOT NULL, 
	break_minutes INTEGER NOT NULL, 
	skill VARCHAR(32) NOT NULL, 
	break_begins INTEGER, 
	pinned BOOLEAN NOT NULL, 
	CONSTRAINT pk_roster_shift PRIMARY KEY (colleague, day, published)
);
INSERT INTO "roster_shift" VALUES('0123456789abcdef','2026-03-02',0,1,570,1050,30,'guard',780,1);
INSERT INTO "roster_shift" VALUES('0123456789abcdef','2026-03-02',1,1,570,1050,30,'guard',780,1);
CREATE TABLE roster_shift_kind (
	number INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	begins INTEGER NOT NULL, 
	ends INTEGER NOT NULL, 
	break_minutes INTEGER NOT NULL, 
	skill VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_roster_shift_kind PRIMARY KEY (number)
);
INSERT INTO "roster_shift_kind" VALUES(1,'Day',570,1050,30,'');
CREATE TABLE roster_week (
	monday DATE NOT NULL, 
	band VARCHAR(8) NOT NULL, 
	published_at DATETIME, 
	computed_at DATETIME, 
	cost INTEGER, 
	bound INTEGER, 
	CONSTRAINT pk_roster_week PRIMARY KEY (monday)
);
INSERT INTO "roster_week" VALUES('2026-03-02','high','2026-02-20 09:00:00.000000','2026-02-20 08:59:00.000000',1612,1600);
CREATE TABLE roster_wish (
	number INTEGER NOT NULL, 
	colleague VARCHAR(16) NOT NULL, 
	day DATE, 
	weekday INTEGER, 
	begins INTEGER NOT NULL, 
	ends INTEGER NOT NULL, 
	rather BOOLEAN NOT NULL, 
	CONSTRAINT pk_roster_wish PRIMARY KEY (number)
);
INSERT INTO "roster_wish" VALUES(1,'0123456789abcdef','2026-03-10',NULL,660,1440,1);
INSERT INTO "roster_wish" VALUES(2,'0123456789abcdef',NULL,1,1320,1560,0);
INSERT INTO "roster_wish" VALUES(3,'0123456789abcdef',NULL,NULL,0,540,0);
CREATE TABLE search_stale (
	id VARCHAR(36) NOT NULL, 
	part_kind VARCHAR(16) NOT NULL, 
	part_key VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_search_stale PRIMARY KEY (id)
);
INSERT INTO "search_stale" VALUES('0123456789abcdef0123456789abcdef','work','lijn');
CREATE TABLE shown_without_rights (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	item TEXT NOT NULL, 
	said_at DATETIME NOT NULL, 
	said_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_shown_without_rights PRIMARY KEY (kind, "key", item)
);
INSERT INTO "shown_without_rights" VALUES('work','lijn','0123456789abcdef/lijn.png','2026-03-02 09:00:00.000000','Noor');
CREATE TABLE silence (
	number INTEGER NOT NULL, 
	since DATETIME NOT NULL, 
	"by" VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_silence PRIMARY KEY (number)
);
INSERT INTO "silence" VALUES(1,'2026-03-02 10:30:00.000000','Noor');
CREATE TABLE software_bundle (
	sha256 VARCHAR(64) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	compatible VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	build TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	verified BOOLEAN NOT NULL, 
	added_at DATETIME NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_software_bundle PRIMARY KEY (sha256)
);
INSERT INTO "software_bundle" VALUES('abababababababababababababababababababababababababababababababab','1.4.0','zaalgids-pi4','Captions are larger','20260301',412000000,1,'2026-03-02 10:30:00.000000','Tess');
CREATE TABLE software_order (
	id VARCHAR(16) NOT NULL, 
	device VARCHAR(64) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	rollout INTEGER, 
	stage INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	due_at DATETIME NOT NULL, 
	hours TEXT NOT NULL, 
	nights INTEGER NOT NULL, 
	older BOOLEAN NOT NULL, 
	again BOOLEAN NOT NULL, 
	standing VARCHAR(16) NOT NULL, 
	why VARCHAR(32) NOT NULL, 
	step VARCHAR(16), 
	reason VARCHAR(64) NOT NULL, 
	words TEXT NOT NULL, 
	progress FLOAT NOT NULL, 
	answered_at DATETIME, 
	good_at DATETIME, 
	noted_at DATETIME, 
	CONSTRAINT pk_software_order PRIMARY KEY (id)
);
INSERT INTO "software_order" VALUES('00112233445566aa','kiosk-1','abababababababababababababababababababababababababababababababab','1.4.0',1,0,'2026-03-02 19:00:00.000000','Tess','2026-03-03 06:00:00.000000','{"begins":"20:00","ends":"08:00","tz":"Europe/Amsterdam"}',0,0,0,'good','','good','','',1.0,'2026-03-02 19:40:00.000000','2026-03-02 19:40:00.000000',NULL);
INSERT INTO "software_order" VALUES('00112233445566bb','kiosk-2','abababababababababababababababababababababababababababababababab','1.4.0',1,1,'2026-03-03 19:00:00.000000','Tess','2026-03-03 06:00:00.000000','{"begins":"20:00","ends":"08:00","tz":"Europe/Amsterdam"}',0,0,0,'failed','said-so','rolled-back','unhealthy','Screen: no page.',1.0,'2026-03-03 19:50:00.000000',NULL,NULL);
CREATE TABLE software_rollout (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	compatible VARCHAR(200) NOT NULL, 
	older BOOLEAN NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	stage INTEGER NOT NULL, 
	first VARCHAR(64), 
	failed VARCHAR(64), 
	started_at DATETIME NOT NULL, 
	started_by VARCHAR(64) NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_software_rollout PRIMARY KEY (id)
);
INSERT INTO "software_rollout" VALUES(1,'abababababababababababababababababababababababababababababababab','1.4.0','zaalgids-pi4',0,'failed',1,'kiosk-1','kiosk-2','2026-03-02 10:31:00.000000','Tess',NULL);
CREATE TABLE "staff" (
	name VARCHAR(64) NOT NULL, 
	password_hash VARCHAR(255) NOT NULL, 
	created_at DATETIME NOT NULL, 
	roles TEXT NOT NULL, rescued_at DATETIME, 
	CONSTRAINT pk_staff PRIMARY KEY (name)
);
INSERT INTO "staff" VALUES('Noor','$argon2id$v=19$m=64,t=1,p=4$NPBJvCBd3qWTgJYi/2wD3w$6gESuKZy1k1PWJHwceWs+n2P/4g5VULq+iJ9f9+5Tow','2026-03-02 09:30:42.000000','author',NULL);
INSERT INTO "staff" VALUES('Ümit Öz','$argon2id$v=19$m=64,t=1,p=4$sRJZXTtsNmfOm5Xkzrxw7Q$yl85+SdOhPERE/qlclH5G+Yqa55irEoyc0tMkEsvFjc','2026-03-02 09:30:43.000000','editor publisher',NULL);
INSERT INTO "staff" VALUES('museum','$argon2id$v=19$m=64,t=1,p=4$u/laHPB8glegS9t2NUz88w$GdFXY7r7Regf/jozntaayfpJ+73//urZG1qI4iLInW8','2026-03-02 09:30:44.000000','administrator',NULL);
INSERT INTO "staff" VALUES('ヒロ','$argon2id$v=19$m=64,t=1,p=4$zadVBFqUFu9h7XAxWx49jg$jpF4bklxFN7jahwdiJ04hbR7GLNw8NPF3ZTv2Po4nyw','2026-03-02 09:30:45.000000','technician',NULL);
CREATE TABLE staff_sign_in (
	token_hash VARCHAR(64) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	stamp VARCHAR(64) NOT NULL, 
	began_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	password_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_staff_sign_in PRIMARY KEY (token_hash)
);
INSERT INTO "staff_sign_in" VALUES('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef','Ümit Öz','fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210','2026-03-02 10:06:00.000000','2026-03-02 10:07:00.000000','2026-03-02 10:06:30.000000','2026-03-02 10:59:00.000000','2026-03-02 10:08:00.000000');
INSERT INTO "staff_sign_in" VALUES('89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567','museum','7654321089abcdef7654321089abcdef7654321089abcdef7654321089abcdef','2026-03-02 10:06:00.000000','2026-03-02 10:06:00.000000','2026-03-02 10:06:00.000000','2026-03-02 10:59:00.000000',NULL);
CREATE TABLE staffing_rule (
	number INTEGER NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	skill VARCHAR(32) NOT NULL, 
	people INTEGER NOT NULL, 
	per INTEGER NOT NULL, 
	room VARCHAR(64) NOT NULL, 
	early_minutes INTEGER NOT NULL, 
	late_minutes INTEGER NOT NULL, 
	CONSTRAINT pk_staffing_rule PRIMARY KEY (number)
);
INSERT INTO "staffing_rule" VALUES(1,'arrivals','desk',1,60,'',30,15);
CREATE TABLE stopping_check (
	name VARCHAR(40) NOT NULL, 
	stops BOOLEAN NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_stopping_check PRIMARY KEY (name)
);
INSERT INTO "stopping_check" VALUES('hours',1,'2026-03-02 09:00:00.000000','Noor');
CREATE TABLE told (
	device VARCHAR(64) NOT NULL, 
	epoch VARCHAR(16) NOT NULL, 
	sequence BIGINT NOT NULL, 
	hour FLOAT NOT NULL, 
	work VARCHAR(64) NOT NULL, 
	language VARCHAR(32) NOT NULL, 
	told INTEGER NOT NULL, 
	finished INTEGER NOT NULL, 
	stopped INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	CONSTRAINT pk_told PRIMARY KEY (device, epoch, sequence)
);
INSERT INTO "told" VALUES('kiosk-1','0123456789abcdef',4,1772443800.0,'hoed','zh-Hans',9,5,3,1);
INSERT INTO "told" VALUES('kiosk-1','0123456789abcdef',0,0.0,'hoed','nl',0,0,0,0);
CREATE TABLE told_differing (
	device VARCHAR(64) NOT NULL, 
	epoch VARCHAR(16) NOT NULL, 
	sequence BIGINT NOT NULL, 
	digest VARCHAR(32) NOT NULL, 
	hour FLOAT NOT NULL, 
	work VARCHAR(64) NOT NULL, 
	language VARCHAR(32) NOT NULL, 
	told INTEGER NOT NULL, 
	finished INTEGER NOT NULL, 
	stopped INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	CONSTRAINT pk_told_differing PRIMARY KEY (device, epoch, sequence, digest)
);
INSERT INTO "told_differing" VALUES('kiosk-1','eeeeeeeeeeeeeeee',7,'0123456789abcdef0123456789abcdef',1772445600.0,'hoed','nl',4,2,1,3);
CREATE TABLE translated_part (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	version INTEGER NOT NULL, 
	languages TEXT NOT NULL, 
	kind_order INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	room VARCHAR(64) NOT NULL, 
	counted_at DATETIME NOT NULL, 
	CONSTRAINT pk_translated_part PRIMARY KEY (kind, "key")
);
INSERT INTO "translated_part" VALUES('work','lijn',1,'nl en',0,1,'Lijn','hal','2026-03-02 10:30:00.000000');
CREATE TABLE translation_cell (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	room VARCHAR(64) NOT NULL, 
	missing INTEGER NOT NULL, 
	stale INTEGER NOT NULL, 
	machine INTEGER NOT NULL, 
	unknown INTEGER NOT NULL, 
	written INTEGER NOT NULL, 
	approved INTEGER NOT NULL, 
	CONSTRAINT pk_translation_cell PRIMARY KEY (kind, "key", language)
);
INSERT INTO "translation_cell" VALUES('work','lijn','en','hal',1,2,0,0,3,4);
CREATE TABLE translation_file (
	number INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	source_language VARCHAR(35) NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	translated_by VARCHAR(200) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	ended_by VARCHAR(64) NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_translation_file PRIMARY KEY (number)
);
INSERT INTO "translation_file" VALUES(1,'nl-en.xlf','nl','en','Bureau Vertaal','applied','Noor','2026-03-02 10:30:00.000000','Noor','2026-03-02 10:31:00.000000');
CREATE TABLE translation_file_unit (
	number INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	taken BOOLEAN NOT NULL, 
	source TEXT NOT NULL, 
	source_changed BOOLEAN NOT NULL, 
	machine BOOLEAN NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	written BOOLEAN NOT NULL, 
	"left" TEXT NOT NULL, italics TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_translation_file_unit PRIMARY KEY (number, place)
);
INSERT INTO "translation_file_unit" VALUES(1,1,'work','lijn','work/lijn/title','change',1,'Lijn',0,0,'The line','Line',1,'','');
CREATE TABLE translation_origin (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	text_hash VARCHAR(16) NOT NULL, 
	source_language VARCHAR(35) NOT NULL, 
	source_hash VARCHAR(16) NOT NULL, 
	version INTEGER NOT NULL, 
	confirmed_by VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_translation_origin PRIMARY KEY (kind, "key", path, language, text_hash)
);
INSERT INTO "translation_origin" VALUES('work','lijn','work/lijn/title','en','0123456789abcdef','nl','fedcba9876543210',1,'Noor','2026-03-02 10:30:00.000000');
CREATE TABLE translation_segment (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	language VARCHAR(35) NOT NULL, 
	text TEXT NOT NULL, 
	text_hash VARCHAR(16) NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_translation_segment PRIMARY KEY (kind, "key", path, place, language)
);
INSERT INTO "translation_segment" VALUES('work','lijn','work/lijn/title',0,'en','Line','0123456789abcdef',4);
CREATE TABLE typed_text (
	person VARCHAR(64) NOT NULL, 
	work VARCHAR(64) NOT NULL, 
	block VARCHAR(128) NOT NULL, 
	field VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	saved_at DATETIME NOT NULL, 
	CONSTRAINT pk_typed_text PRIMARY KEY (person, work, block, field), 
	CONSTRAINT fk_typed_text_person_staff FOREIGN KEY(person) REFERENCES staff (name) ON DELETE CASCADE
);
INSERT INTO "typed_text" VALUES('museum','hoed','hoed-nl-1','text',3,'Half af: “één” – 線','2026-03-02 10:07:00.000000');
INSERT INTO "typed_text" VALUES('museum','hoed','new-nl-child','cite.0.title',3,'','2026-03-02 10:07:05.000000');
CREATE TABLE visitor_count_import (
	number INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	document TEXT NOT NULL, 
	rows BIGINT NOT NULL, 
	added_at DATETIME NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_visitor_count_import PRIMARY KEY (number)
);
INSERT INTO "visitor_count_import" VALUES(1,'tickets.csv','applied','{"rows":[{"series":"house","day":"2026-03-01","hour":-1,"people":312.0}],"columns":{"day":"Date","people":"Tickets"},"problems":[],"unread":0,"day_first":true,"ambiguous":false}',1,'2026-03-02 09:00:00.000000','Dirk');
CREATE TABLE visitor_forecast (
	series VARCHAR(80) NOT NULL, 
	day DATE NOT NULL, 
	lead INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	model VARCHAR(32) NOT NULL, 
	low FLOAT NOT NULL, 
	middle FLOAT NOT NULL, 
	high FLOAT NOT NULL, 
	hours TEXT NOT NULL, 
	counted FLOAT, 
	CONSTRAINT pk_visitor_forecast PRIMARY KEY (series, day, lead)
);
INSERT INTO "visitor_forecast" VALUES('house','2026-03-03',2,'2026-03-02 02:00:00.000000','LightGBM',240.0,300.0,370.0,'[null,null,null,null,null,null,null,null,null,null,[20.0,30.0,41.5],null,null,null,null,null,null,null,null,null,null,null,null,null]',NULL);
CREATE TABLE visitor_forecast_model (
	number INTEGER NOT NULL, 
	chosen_at DATETIME NOT NULL, 
	document TEXT NOT NULL, 
	trees BLOB NOT NULL, 
	CONSTRAINT pk_visitor_forecast_model PRIMARY KEY (number)
);
INSERT INTO "visitor_forecast_model" VALUES(1,'2026-03-02 02:00:00.000000','{"chosen":{"series":{},"forms":{},"judged":[],"last_day":"2026-03-01","seconds":1.5}}',X'');
CREATE TABLE visitor_holiday_place (
	number INTEGER NOT NULL, 
	place VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_visitor_holiday_place PRIMARY KEY (number)
);
INSERT INTO "visitor_holiday_place" VALUES(1,'NL');
CREATE TABLE visitor_hour (
	series VARCHAR(80) NOT NULL, 
	day DATE NOT NULL, 
	hour INTEGER NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	people FLOAT NOT NULL, 
	open_share FLOAT NOT NULL, 
	CONSTRAINT pk_visitor_hour PRIMARY KEY (series, day, hour, source)
);
INSERT INTO "visitor_hour" VALUES('room/entrance','2026-03-01',11,'kiosks',24.5,1.0);
INSERT INTO "visitor_hour" VALUES('house','2026-03-01',-1,'import',312.0,1.0);
CREATE TABLE visitor_known_day (
	number INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	name TEXT NOT NULL, 
	room VARCHAR(64) NOT NULL, 
	people INTEGER, 
	hour INTEGER, 
	millimetres FLOAT, 
	added_at DATETIME NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_visitor_known_day PRIMARY KEY (number)
);
INSERT INTO "visitor_known_day" VALUES(1,'group','2026-03-04','2026-03-04','Class 4b','',28,10,NULL,'2026-03-02 09:00:00.000000','Dirk');
CREATE TABLE visitor_note (
	number INTEGER NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	day DATE NOT NULL, 
	about VARCHAR(16) NOT NULL, 
	work VARCHAR(64) NOT NULL, 
	block VARCHAR(64), 
	language VARCHAR(32) NOT NULL, 
	sentence TEXT NOT NULL, 
	done BOOLEAN NOT NULL, 
	CONSTRAINT pk_visitor_note PRIMARY KEY (number), 
	CONSTRAINT uq_visitor_note_id UNIQUE (id)
);
INSERT INTO "visitor_note" VALUES(1,'00112233445566778899aabbccddeeff','2026-03-02','words','hoed','hoed-nl-1','nl','“Eén” is twee – 線',0);
INSERT INTO "visitor_note" VALUES(7,'ffffffffffffffffffffffffffffffff','2026-02-28','other','kolam',NULL,'pt-BR','',1);
CREATE TABLE wall_screen (
	name VARCHAR(64) NOT NULL, 
	secret_hash VARCHAR(64) NOT NULL, 
	made_at DATETIME NOT NULL, 
	last_seen DATETIME, 
	CONSTRAINT pk_wall_screen PRIMARY KEY (name), 
	CONSTRAINT uq_wall_screen_secret_hash UNIQUE (secret_hash)
);
INSERT INTO "wall_screen" VALUES('Foyer – 入口','f63fc821433fd1a9e6901bf4cdbe1a0e9ec5fcac0709ab942038727cf27e5fad','2026-03-02 09:30:46.000000','2026-03-02 09:30:48.000000');
INSERT INTO "wall_screen" VALUES('Winkel','afba83fe68926064988dde41f20cb6d5f29cb5c98743a2a9242e3055602b7f98','2026-03-02 09:30:47.000000',NULL);
CREATE TABLE work_term (
	work VARCHAR(64) NOT NULL, 
	term VARCHAR(200) NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_work_term PRIMARY KEY (work, term)
);
INSERT INTO "work_term" VALUES('hoed','windmolen – 風車',0);
INSERT INTO "work_term" VALUES('hoed','sluis',1);
CREATE INDEX ix_footfall_received_at ON footfall (received_at) WHERE NOT clock_trusted;
CREATE INDEX ix_footfall_start ON footfall (start);
CREATE INDEX ix_event_at ON event (at);
CREATE INDEX ix_event_kind ON event (kind);
CREATE INDEX ix_event_who ON event (who);
CREATE INDEX ix_job_kind ON job (kind);
CREATE INDEX ix_job_state ON job (state);
CREATE INDEX ix_approved_wording_part ON approved_wording (kind, "key");
CREATE INDEX ix_recording_block ON recording (block);
CREATE INDEX ix_offer_code_offer_day ON offer_code (offer, day);
CREATE INDEX ix_offer_at_kiosk_hour ON offer_at_kiosk (hour);
CREATE INDEX ix_import_source ON import (source);
CREATE INDEX ix_import_state ON import (state);
CREATE INDEX ix_import_part_outcome ON import_part (number, outcome, place);
CREATE INDEX ix_import_said_key ON import_said (kind, "key");
CREATE INDEX ix_planned_publish_state ON planned_publish (state);
CREATE INDEX ix_block_comment_work ON block_comment (work);
CREATE INDEX ix_translated_part_order ON translated_part (kind_order, number, "key");
CREATE INDEX ix_translation_cell_language ON translation_cell (language);
CREATE INDEX ix_translation_segment_hash ON translation_segment (language, text_hash);
CREATE INDEX ix_translation_segment_length ON translation_segment (language, length);
CREATE INDEX ix_translation_file_unit_outcome ON translation_file_unit (number, outcome, place);
CREATE INDEX ix_bulk_change_work_key ON bulk_change_work (number, "key");
CREATE TRIGGER search_stale_draft_insert AFTER INSERT ON draft BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES (lower(hex(randomblob(16))), NEW.kind, NEW.key); END;
CREATE TRIGGER search_stale_draft_update AFTER UPDATE OF version ON draft BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES (lower(hex(randomblob(16))), NEW.kind, NEW.key); END;
CREATE TRIGGER search_stale_draft_delete AFTER DELETE ON draft BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES (lower(hex(randomblob(16))), OLD.kind, OLD.key); END;
CREATE TRIGGER search_stale_approved_wording_insert AFTER INSERT ON approved_wording BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES (lower(hex(randomblob(16))), NEW.kind, NEW.key); END;
CREATE TRIGGER search_stale_approved_wording_update AFTER UPDATE OF stands ON approved_wording BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES (lower(hex(randomblob(16))), NEW.kind, NEW.key); END;
CREATE TRIGGER search_stale_approved_wording_delete AFTER DELETE ON approved_wording BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES (lower(hex(randomblob(16))), OLD.kind, OLD.key); END;
CREATE INDEX ix_plan_picture_floor ON plan_picture (floor);
CREATE INDEX ix_draft_change_number ON draft_change (number);
CREATE INDEX ix_revision_changed_by ON revision (changed_by);
CREATE TRIGGER draft_change_insert AFTER INSERT ON draft BEGIN INSERT INTO draft_change (kind, key, number) VALUES (NEW.kind, NEW.key, (SELECT coalesce(max(number), 0) + 1 FROM draft_change)) ON CONFLICT (kind, key) DO UPDATE SET number = excluded.number; END;
CREATE TRIGGER draft_change_update AFTER UPDATE ON draft BEGIN INSERT INTO draft_change (kind, key, number) VALUES (NEW.kind, NEW.key, (SELECT coalesce(max(number), 0) + 1 FROM draft_change)) ON CONFLICT (kind, key) DO UPDATE SET number = excluded.number; END;
CREATE TRIGGER draft_change_delete AFTER DELETE ON draft BEGIN INSERT INTO draft_change (kind, key, number) VALUES (OLD.kind, OLD.key, (SELECT coalesce(max(number), 0) + 1 FROM draft_change)) ON CONFLICT (kind, key) DO UPDATE SET number = excluded.number; END;
CREATE INDEX ix_kiosk_key_name ON kiosk_key (name);
CREATE INDEX ix_device_certificate_name ON device_certificate (name);
CREATE INDEX ix_device_certificate_fingerprint ON device_certificate (fingerprint);
CREATE INDEX ix_kiosk_order_device ON kiosk_order (device);
CREATE INDEX ix_kiosk_alarm_device ON kiosk_alarm (device);
CREATE INDEX ix_software_order_device ON software_order (device);
CREATE INDEX ix_software_order_rollout ON software_order (rollout);
CREATE INDEX ix_visitor_known_day_first ON visitor_known_day (first);
CREATE INDEX ix_roster_absence_colleague ON roster_absence (colleague);
CREATE INDEX ix_roster_shift_day ON roster_shift (day);
CREATE INDEX ix_booked_tour_day ON booked_tour (day);
CREATE INDEX ix_roster_wish_colleague ON roster_wish (colleague);
COMMIT;

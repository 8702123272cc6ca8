//! Answers of computing workloads, on lanes that share the inputs and in processes that are sent them.

use lanes_catalogue::Setup;
use lanes_catalogue::experiments::find;
use lanes_model::product::{GroupRow, Score};
use lanes_model::workload::{
    CrossValidation, Crunching, File, Filter, ImageFilter, Library, Mandelbrot, MandelbrotView, TableSource,
    WordCount,
};
use lanes_model::{
    Answer, Failure, FailureKind, Product, Summary, TaskId, Tile, Timestamp, Workload, message,
};
use lanes_workloads::workload::image_filter::decode::decode;
use lanes_workloads::workload::image_filter::filter::{PixelFilter, filter_band};
use lanes_workloads::workload::image_filter::picture::Picture;
use lanes_workloads::workload::mandelbrot::{PlaneSection, mandelbrot_colours, mandelbrot_rows};
use lanes_workloads::workload::word_count::count_words;
use lanes_workloads::{
    AsyncNetwork, BlockingNetwork, Clock, Lane, Material, NetworkAnswer, StopFlag, TaskError, Tasks, merge,
    prepare, tasks_of,
};
use std::borrow::Cow;

const DIGITS: &[u8] = include_bytes!("../../../www/public/data/digits.bin");
const PHOTO: &[u8] = include_bytes!("../../../www/public/data/coffee.jpg");
const COLOURS: &[u8] = include_bytes!("pictures/colours.jpg");

fn file(name: &str, bytes: &[u8]) -> File {
    File { name: name.into(), bytes: bytes.into() }
}

struct NoTime;

impl Clock for NoTime {
    fn now(&self) -> Timestamp {
        Timestamp(0.0)
    }
}

/// A network that computations never use.
struct NoNetwork;

impl BlockingNetwork for NoNetwork {
    fn get(&self, path: &str) -> Result<NetworkAnswer, Failure> {
        panic!("a request for {path}")
    }
}

impl AsyncNetwork for NoNetwork {
    async fn get(&self, path: &str) -> Result<NetworkAnswer, Failure> {
        panic!("a request for {path}")
    }
}

fn tasks(workload: &Workload, material: &Material) -> Box<dyn Tasks<NoTime>> {
    tasks_of(workload, material, "", NoNetwork)
}

fn compute(tasks: &dyn Tasks<NoTime>, task: TaskId, input: &[u8]) -> Result<Answer, TaskError> {
    tasks.run(task, input, &Lane::new(NoTime, Timestamp(0.0), StopFlag::default(), 1))
}

/// Returns the answers of all tasks on lanes that share the inputs.
fn on_threads(workload: &Workload, files: &[File]) -> Vec<Answer> {
    let tasks = tasks(workload, &prepare(workload, files).expect("good files"));
    let answer = |task| compute(tasks.as_ref(), task, &tasks.input(task)).expect("an answer");
    (0..tasks.count()).map(TaskId).map(answer).collect()
}

/// Returns the answers of all tasks in processes, which know the workload and are sent the input of one task as bytes.
fn in_processes(workload: &Workload, files: &[File]) -> Vec<Answer> {
    let sender = tasks(workload, &prepare(workload, files).expect("good files"));
    let answer = |task| {
        let sent = message::encode(&(workload, sender.input(task))).expect("it can be sent");
        let (workload, input): (Workload, Cow<'_, [u8]>) = message::decode(&sent).expect("it can be read");
        let process = tasks(&workload, &Material::default());
        let answer = compute(process.as_ref(), task, &input).expect("an answer");
        message::decode(&message::encode(&answer).expect("it can be sent")).expect("it can be read")
    };
    (0..sender.count()).map(TaskId).map(answer).collect()
}

/// Returns the answers of all tasks, after a check that processes give the same.
fn answers(workload: &Workload, files: &[File]) -> Vec<Answer> {
    let answers = on_threads(workload, files);
    assert_eq!(answers.len(), workload.tasks() as usize);
    assert_eq!(answers, in_processes(workload, files));
    answers
}

fn products(answers: Vec<Answer>) -> Vec<Product> {
    answers.into_iter().filter_map(|answer| answer.product).collect()
}

/// Assembles the picture from its tiles, which must leave no gap.
fn assembled(answers: Vec<Answer>) -> Picture {
    let tiles: Vec<Tile> = products(answers)
        .into_iter()
        .map(|product| match product {
            Product::Tile(tile) => tile,
            other => panic!("no tile: {other:?}"),
        })
        .collect();
    let (width, height) = tiles[0].picture;
    let mut pixels = Vec::new();
    for tile in &tiles {
        assert_eq!((tile.picture, tile.width), ((width, height), width));
        assert_eq!(tile.at, (0, (pixels.len() / 4) as u32 / width));
        pixels.extend_from_slice(&tile.rgba);
    }
    assert_eq!(pixels.len(), (width * height * 4) as usize);
    Picture { width, height, pixels }
}

#[test]
fn rows_of_the_mandelbrot_set_make_the_picture() {
    let set = |chunk| {
        Workload::Mandelbrot(Mandelbrot {
            view: MandelbrotView::Whole,
            width: 30,
            height: 20,
            chunk,
            iterations: 50,
        })
    };
    let picture = assembled(answers(&set(7), &[]));
    let view = PlaneSection { centre_re: -0.65, centre_im: 0.0, width: 3.6, max_iterations: 50 };
    let escapes = mandelbrot_rows(&view, 30, 20, 0..20, &mut || Ok(())).unwrap();
    assert_eq!(picture.pixels, mandelbrot_colours(&escapes));
    assert_eq!(picture, assembled(answers(&set(20), &[])));
}

#[test]
fn the_views_differ_in_cost_above_and_below() {
    let iterations = |view| {
        let set = Mandelbrot { view, width: 60, height: 40, chunk: 20, iterations: 500 };
        let tiles = products(on_threads(&Workload::Mandelbrot(set), &[]));
        // Points inside the set are black, and take most of the time.
        let black = |product: &Product| match product {
            Product::Tile(tile) => tile.rgba.chunks(4).filter(|pixel| pixel[..3] == [0, 0, 0]).count(),
            other => panic!("no tile: {other:?}"),
        };
        (black(&tiles[0]), black(&tiles[1]))
    };
    let (above, below) = iterations(MandelbrotView::Upper);
    assert!(below > 5 * above, "{above} and {below}");
    let (above, below) = iterations(MandelbrotView::Valley);
    assert!(above > 2 * below, "{above} and {below}");
    let (above, below) = iterations(MandelbrotView::Whole);
    assert_eq!(above, below);
}

fn filter(filter: Filter, size: u32, bands: u32) -> Workload {
    let enlarged = false;
    let library = Library::Releases;
    Workload::ImageFilter(ImageFilter { filter, radius: 3, percent: 150, size, enlarged, bands, library })
}

/// Returns the picture that the tasks make of the bundled photo.
fn photo(filter: Filter, size: u32, bands: u32) -> Picture {
    let library = Library::Releases;
    let image = ImageFilter { filter, radius: 3, percent: 150, size, enlarged: true, bands, library };
    assembled(answers(&Workload::ImageFilter(image), &[file("coffee.jpg", PHOTO)]))
}

fn in_one_piece(filter: PixelFilter, picture: &Picture) -> Picture {
    let Picture { width, height, .. } = *picture;
    let (to_width, to_height) = filter.size(width, height);
    let rows = picture.rows(filter.rows_needed(0..to_height, height));
    let pixels = filter_band(filter, rows, width, height, 0..to_height, &mut || Ok(())).unwrap();
    Picture { width: to_width, height: to_height, pixels }
}

/// Returns the size of a picture, and its mean red, green and blue.
fn looks(picture: &Picture) -> ((u32, u32), [u64; 3]) {
    let mean = |channel: usize| {
        let sum: u64 = picture.pixels.iter().skip(channel).step_by(4).map(|&byte| u64::from(byte)).sum();
        sum / u64::from(picture.width * picture.height)
    };
    ((picture.width, picture.height), [0, 1, 2].map(mean))
}

#[test]
fn the_bundled_photo_can_be_read() {
    assert_eq!(looks(&decode(PHOTO).unwrap()), ((600, 400), [158, 85, 51]));
}

#[test]
fn bands_of_a_filtered_picture_make_the_whole() {
    let small = in_one_piece(PixelFilter::Resize { width: 48, height: 32 }, &decode(PHOTO).unwrap());
    for (kind, kernel) in [
        (Filter::Blur, PixelFilter::Blur { radius: 3 }),
        (Filter::Edges, PixelFilter::Edges { radius: 3 }),
        (Filter::Resize, PixelFilter::Resize { width: 72, height: 48 }),
    ] {
        let whole = in_one_piece(kernel, &small);
        for bands in [1, 5, 32] {
            assert_eq!(photo(kind, 48, bands), whole, "{kind:?} in {bands} bands");
        }
    }
}

/// Returns the number of rows of the picture that all tasks read together.
fn rows_read(image: ImageFilter) -> u32 {
    let workload = Workload::ImageFilter(image);
    let material = prepare(&workload, &[file("coffee.jpg", PHOTO)]).expect("a good file");
    let tasks = tasks(&workload, &material);
    let row_bytes = image.size as usize * 4;
    // Besides the rows, a task is sent a few bytes with the size of the picture.
    let rows = |task| tasks.input(task).len() / row_bytes;
    (0..tasks.count()).map(TaskId).map(rows).sum::<usize>() as u32
}

#[test]
fn bands_overlap_as_much_as_stated() {
    for (filter, radius, bands) in
        [(Filter::Blur, 7, 5), (Filter::Blur, 60, 9), (Filter::Edges, 4, 8), (Filter::Blur, 12, 1)]
    {
        let image = ImageFilter {
            filter,
            radius,
            percent: 50,
            size: 300,
            enlarged: true,
            bands,
            library: Library::Releases,
        };
        let stated = (image.overlap_of_photo() * 200.0).round() as u32;
        assert_eq!(rows_read(image), 200 + stated, "{filter:?} {radius} in {bands} bands");
    }
    // If the rows of the result lie between those of the picture, the stated number is an upper limit.
    for percent in [30, 50, 150] {
        let image = ImageFilter {
            filter: Filter::Resize,
            radius: 0,
            percent,
            size: 300,
            enlarged: true,
            bands: 6,
            library: Library::Releases,
        };
        let (read, stated) = (rows_read(image), 200.0 * (1.0 + image.overlap_of_photo()));
        assert!(
            read >= 200 && f64::from(read) <= stated + 0.5,
            "{read} rows at {percent} %, {stated} stated"
        );
    }
}

/// Counts the steps of work by checkpoints.
fn work(filter: PixelFilter, picture: &Picture, bands: u32) -> u32 {
    let mut steps = 0;
    for band in 0..bands {
        let band = picture.height * band / bands..picture.height * (band + 1) / bands;
        let rows = picture.rows(filter.rows_needed(band.clone(), picture.height));
        let count = &mut || {
            steps += 1;
            Ok(())
        };
        filter_band(filter, rows, picture.width, picture.height, band, count).unwrap();
    }
    steps
}

#[test]
fn bands_of_the_default_setup_are_hardly_more_work_than_one_pass() {
    // As high as the photo at its default size, but narrow, because bands share only rows.
    let pixels = (0..2_000 * 48 * 4).map(|byte| (byte * 31 % 251) as u8).collect();
    let picture = Picture { width: 48, height: 2_000, pixels };
    let setup = Setup::new(find("image-filter").unwrap(), 2);
    let [radius, bands] = ["radius", "tiles"].map(|key| setup.number(key).unwrap() as u32);
    assert_eq!(setup.number("size"), Some(3_000));
    let blur = PixelFilter::Blur { radius };
    let (in_bands, in_one_pass) = (work(blur, &picture, bands), work(blur, &picture, 1));
    assert!(in_one_pass > 100 && in_bands * 10 <= in_one_pass * 11, "{in_bands} and {in_one_pass} steps");
}

#[test]
fn the_answers_of_bands_add_up_to_that_of_one_pass() {
    let sum = |bands| {
        let answers = on_threads(&filter(Filter::Blur, 48, bands), &[file("coffee.jpg", PHOTO)]);
        answers.iter().fold(0u64, |sum, answer| sum.wrapping_add(answer.checksum.0))
    };
    assert_eq!([sum(1), sum(5), sum(32)], [sum(2); 3]);
}

#[test]
fn the_bundled_photo_has_the_requested_size() {
    for (size, expected) in [(100, (100, 66)), (600, (600, 400)), (700, (700, 466))] {
        assert_eq!(looks(&photo(Filter::Edges, size, 2)).0, expected);
    }
}

#[test]
fn the_readers_own_picture_is_filtered_and_scaled_down_if_it_is_large() {
    let files = [file("colours.jpg", COLOURS)];
    let picture = |size, bands| assembled(answers(&filter(Filter::Blur, size, bands), &files));
    let own = decode(COLOURS).unwrap();
    // More bands than rows: some have nothing to do.
    let blur = PixelFilter::Blur { radius: 3 };
    assert_eq!(picture(1_000, own.height + 5), in_one_piece(blur, &own));
    let side = own.width.max(own.height) / 2;
    let smaller = picture(side, 3);
    assert_eq!(smaller.width.max(smaller.height), side);
}

#[test]
fn parts_of_a_table_make_up_the_summary_of_the_whole() {
    let generated = |parts| {
        Workload::Crunching(Crunching { table: TableSource::Generated { rows: 5_000, seed: 3 }, parts })
    };
    let whole = merge(products(answers(&generated(1), &[])));
    for parts in [2, 7, 16] {
        assert_eq!(merge(products(answers(&generated(parts), &[]))), whole, "{parts} parts");
    }
    let Some(Summary::Groups { rows: groups, .. }) = whole else { panic!("no groups") };
    assert_eq!(groups.iter().map(|group| group.count).sum::<u64>(), 5_000);
    assert_eq!(groups[0].name, "Abroad");
}

const CSV: &str = "shop,item,price\nNorth,tea,2.5\nSouth,tea,3\nNorth,cake,4.5\nNorth,tea,2.5\n";

fn own_table(group: &str, amount: &str) -> Workload {
    let table =
        TableSource::Own { group: group.into(), amount: amount.into(), delimiter: None, decimal_comma: None };
    Workload::Crunching(Crunching { table, parts: 3 })
}

#[test]
fn the_readers_own_table_is_summarized_by_the_columns_they_name() {
    let files = [file("sales.csv", CSV.as_bytes())];
    let sums = |workload| match merge(products(answers(&workload, &files))) {
        Some(Summary::Groups { rows, skipped: 0 }) => rows,
        other => panic!("no groups: {other:?}"),
    };
    let north = GroupRow {
        name: "North".into(),
        count: 3,
        sum: 9.5,
        mean: 9.5 / 3.0,
        min: 2.5,
        lower_quartile: 2.5,
        median: 2.5,
        upper_quartile: 4.5,
        max: 4.5,
    };
    assert_eq!(sums(own_table("", ""))[0], north);
    let items: Vec<_> =
        sums(own_table("item", "price")).into_iter().map(|row| (row.name, row.count)).collect();
    assert_eq!(items, [("cake".to_owned(), 1), ("tea".to_owned(), 3)]);
}

#[test]
fn rows_without_an_amount_are_counted() {
    let files = [file("sales.csv", b"shop;price\nNorth;1,50\nSouth;\nNorth;NA\n\nSouth;2,25\n")];
    let Some(Summary::Groups { rows, skipped }) = merge(products(answers(&own_table("", ""), &files))) else {
        panic!("no groups")
    };
    assert_eq!(skipped, 2);
    assert_eq!(rows.iter().map(|row| row.sum).collect::<Vec<_>>(), [1.5, 2.25]);
}

#[test]
fn a_fold_has_the_same_score_on_every_lane() {
    let training = Workload::CrossValidation(CrossValidation { folds: 3, hidden: 16, epochs: 4, seed: 1 });
    for product in products(answers(&training, &[file("digits.bin", DIGITS)])) {
        let Product::Score(score) = product else { panic!("no score: {product:?}") };
        assert_eq!(score.tested, 599);
        assert!(score.accuracy() > 0.8, "{score:?}");
    }
    assert_eq!(Score { right: 3, tested: 4 }.accuracy(), 0.75);
}

#[test]
fn counts_of_texts_are_merged() {
    let files = [file("a.txt", b"one two two"), file("b.txt", b"two three"), file("empty.txt", b"")];
    let mut words = Workload::WordCount(WordCount { texts: 8, passes: 2 });
    words.work_on(3);
    let merged = merge(products(answers(&words, &files)));
    let top = [("two", 3), ("one", 1), ("three", 1)].map(|(word, count)| (word.to_owned(), count)).to_vec();
    assert_eq!(merged, Some(Summary::Words { total: 5, distinct: 3, top }));
    let whole = count_words("one two two two three", &mut || Ok(())).unwrap();
    assert_eq!((whole.total(), whole.distinct()), (5, 3));
}

#[test]
fn without_parts_nothing_is_merged() {
    assert_eq!(merge(Vec::new()), None);
    assert_eq!(merge(vec![Product::Score(Score { right: 1, tested: 1 })]), None);
}

fn refused(workload: &Workload, files: &[File]) -> Failure {
    prepare(workload, files).expect_err("bad files")
}

#[test]
fn unusable_files_are_named_with_the_cause() {
    let words = Workload::WordCount(WordCount { texts: 1, passes: 1 });
    for (workload, file, message) in [
        (
            filter(Filter::Blur, 100, 4),
            file("kitten.gif", b"GIF89a"),
            "kitten.gif: This is a GIF picture that the browser cannot decode. Save it as PNG or JPEG, and add that.",
        ),
        (
            own_table("", ""),
            file("bad.csv", b"shop,price\nNorth,3\nSouth,cheap\n"),
            "bad.csv: Line 3, column “price”: “cheap” is not a number.",
        ),
        (
            own_table("town", ""),
            file("sales.csv", CSV.as_bytes()),
            "sales.csv: The table has no column “town”. Choose one of its columns in the settings: shop, item, price.",
        ),
        (words, file("song.mp3", b"ID3\x04\0"), "song.mp3: This is a sound file, not text. Add a text file."),
    ] {
        let failure = refused(&workload, &[file]);
        assert_eq!((failure.kind, failure.message.as_str()), (FailureKind::BadFile, message));
    }
    let many: String = (0..1_001).map(|row| format!("name{row},1\n")).collect();
    let failure = refused(&own_table("", ""), &[file("many.csv", format!("n,v\n{many}").as_bytes())]);
    assert!(failure.message.contains("1001 groups"), "{failure}");
    assert_eq!(refused(&own_table("", ""), &[]).kind, FailureKind::BadFile);
}

#[test]
fn a_file_that_is_not_text_fails_only_its_own_task() {
    let words = Workload::WordCount(WordCount { texts: 2, passes: 1 });
    let files = [file("good.txt", b"one two"), file("song.mp3", b"\xff\xfb")];
    let tasks = tasks(&words, &prepare(&words, &files).expect("one is a text"));
    let failure = |task| match compute(tasks.as_ref(), task, &tasks.input(task)) {
        Ok(_) => None,
        Err(TaskError::Failed(failure)) => Some((failure.kind, failure.message)),
        Err(TaskError::Stopped) => panic!("a stop that was not requested"),
    };
    assert_eq!(failure(TaskId(0)), None);
    let message = "song.mp3: This is a sound file, not text. Add a text file.".to_owned();
    assert_eq!(failure(TaskId(1)), Some((FailureKind::BadFile, message)));
}

#[test]
fn bytes_that_are_not_an_input_are_refused() {
    for workload in [
        filter(Filter::Edges, 100, 4),
        own_table("", ""),
        Workload::CrossValidation(CrossValidation { folds: 3, hidden: 1, epochs: 1, seed: 1 }),
    ] {
        let process = tasks(&workload, &Material::default());
        for input in [&b""[..], b"\xff\xff\xff\xff\xff", &[3; 40]] {
            assert!(compute(process.as_ref(), TaskId(0), input).is_err(), "{workload:?}");
        }
    }
}
